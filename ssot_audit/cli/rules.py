def rules() -> None:
    """x."""

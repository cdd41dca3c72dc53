class Action(_AttributeHolder):
    deprecated: bool

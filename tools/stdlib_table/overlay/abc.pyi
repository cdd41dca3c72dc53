class ABCMeta(type):
    # Found in each class it makes.
    _abc_impl: object

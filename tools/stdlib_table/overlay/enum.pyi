# What `EnumType` puts into the classes it makes.
class EnumMeta(type):
    def __getattr__(cls, name): ...

class Enum(metaclass=EnumMeta):
    __objclass__: type
    _generate_next_value_: object
    _hashable_values_: list
    _member_map_: dict
    _member_names_: list
    _member_type_: type
    _new_member_: object
    _sort_order_: int
    _unhashable_values_: list
    _unhashable_values_map_: dict
    _use_args_: bool
    _value2member_map_: dict
    _value_repr_: object

class Flag(Enum):
    _all_bits_: int
    _boundary_: object
    _flag_mask_: int
    _inverted_: object
    _singles_mask_: int
    def _get_value(self, flag): ...
    @classmethod
    def _iter_member_(cls, value): ...
    @classmethod
    def _iter_member_by_def_(cls, value): ...
    @classmethod
    def _iter_member_by_value_(cls, value): ...

class _EnumDict(dict):
    _auto_called: bool
    _cls_name: str
    _ignore: list
    _last_values: list
    _member_names: dict

class verify:
    checks: tuple

# At run time these are classes, or stand for classes, that can be inherited from.
import collections
from abc import ABCMeta, abstractmethod

List = list
Dict = dict
Set = set
FrozenSet = frozenset
Tuple = tuple
Type = type
DefaultDict = collections.defaultdict
OrderedDict = collections.OrderedDict
Counter = collections.Counter
ChainMap = collections.ChainMap
Deque = collections.deque

class Callable(metaclass=ABCMeta):
    @abstractmethod
    def __call__(self, *args, **kwargs): ...
    @classmethod
    def __class_getitem__(cls, params): ...

class Collection(Sized, Iterable, Container): ...

class AbstractSet(Collection):
    def __rand__(self, other): ...
    def __ror__(self, other): ...
    def __rsub__(self, other): ...
    def __rxor__(self, other): ...

class Mapping(Collection):
    __reversed__ = None

class Coroutine(Awaitable):
    # Not abstract at run time.
    def close(self): ...

class MappingView(Sized):
    _mapping: object

class MutableMapping(Mapping):
    _MutableMapping__marker: object

class NamedTuple(tuple):
    _root: bool

class Generic:
    _is_protocol: bool
    def __init_subclass__(cls, *args, **kwargs): ...
    @classmethod
    def __class_getitem__(cls, params): ...

class Protocol(Generic, metaclass=_ProtocolMeta):
    __callable_proto_members_only__: bool
    __non_callable_proto_members__: set
    __protocol_attrs__: set
    _is_runtime_protocol: bool

class TypedDict(dict):
    __closed__: bool | None
    __extra_items__: object
    __mutable_keys__: frozenset
    __optional_keys__: frozenset
    __readonly_keys__: frozenset
    __required_keys__: frozenset
    __total__: bool

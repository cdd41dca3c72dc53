"""What a call runs, and what it gives."""

from collections.abc import Callable, Mapping

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.flow.attributes import Attributes
from ssot_audit.link.flow.binding import Binding
from ssot_audit.link.flow.bodies import Arguments, Body, arguments_of
from ssot_audit.link.flow.containers import Containers
from ssot_audit.link.flow.externals import Externals
from ssot_audit.link.flow.functions import Function, binder
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj, Sort
from ssot_audit.link.flow.records import Records
from ssot_audit.link.flow.world import World

_Effect = Callable[[Obj, Arguments, int], None]


class Calls:
    """Calls whatever can be called."""

    def __init__(
        self,
        world: World,
        attributes: Attributes,
        containers: Containers,
        binding: Binding,
    ) -> None:
        """Start with nothing called."""
        self._world = world
        self._graph = world.graph
        self._objects = world.objects
        self._binding = binding
        self._records = Records(world, attributes)
        externals = Externals(world, attributes, containers, self.call)
        self._known: dict[tuple[Body, int], Arguments] = {}
        """The arguments of calls that something has reached."""
        self._by_sort: Mapping[Sort, _Effect] = {
            **dict.fromkeys(CLASSES, self._make),
            **dict.fromkeys(INSTANCES, self._call_instance),
            Sort.FUNCTION: self._call_function,
            Sort.METHOD: self._call_bound,
            Sort.LAMBDA: self._call_lambda,
            Sort.PARTIAL: self._call_partial,
            Sort.CONTAINER_METHOD: containers.call,
            Sort.EXTERNAL: externals.call,
        }

    def watch(self, body: Body, index: int) -> None:
        """Bind a call's arguments to whatever reaches its callee."""
        callee = body.nodes[body.function.flow.values[index].base]
        if callee >= 0:
            self._graph.watch(callee, self._called, body, index)

    def _called(self, body: Body, index: int, obj: Obj) -> None:
        key = body, index
        arguments = self._known.get(key)
        if arguments is None:
            arguments = self._known[key] = arguments_of(body, index)
        self.call(arguments, body.nodes[index], obj)

    def call(self, arguments: Arguments, target: int, obj: Obj) -> None:
        """Call an object; let what that gives reach a node."""
        effect = self._by_sort.get(obj.sort)
        if effect is not None:
            effect(obj, arguments, target)

    def enter(self, name: str, source: int, target: int, obj: Obj) -> None:
        """Let what `with obj as` binds reach a node; `name` is the method that says."""
        if obj.sort == Sort.MANAGER:
            self._graph.edge(obj.of, target)
            return
        function = self._method(obj, name) if obj.sort in INSTANCES else None
        if function is None or function.is_opaque:
            return
        if function.returns_receiver:
            self._graph.put(target, obj, None, source)
        if not function.only_returns_receiver:
            body = self._world.body_of(function, None, None)
            self._graph.edge(body.returned, target)

    def _method(self, obj: Obj, name: str) -> Function | None:
        owner = binder(obj.of.mro, name)
        return self._world.functions.method(owner, name) if owner is not None else None

    def _call_instance(self, obj: Obj, arguments: Arguments, target: int) -> None:
        function = self._method(obj, "__call__")
        if function is not None:
            self._call_method(function, obj, arguments, target)

    def _call_bound(self, obj: Obj, arguments: Arguments, target: int) -> None:
        self._call_method(obj.of, obj.to, arguments, target)

    def _call_lambda(self, obj: Obj, _arguments: Arguments, target: int) -> None:
        self._graph.edge(obj.of, target)

    def _call_partial(self, obj: Obj, arguments: Arguments, target: int) -> None:
        earlier: Arguments = obj.of
        joined = arguments._replace(
            positional=(*earlier.positional[1:], *arguments.positional),
            keywords=(*earlier.keywords, *arguments.keywords),
        )
        self._graph.watch(earlier.first, self._call_kept, joined, target)

    def _call_kept(self, arguments: Arguments, target: int, obj: Obj) -> None:
        # A partial of a partial may be one of itself.
        if obj.sort != Sort.PARTIAL:
            self.call(arguments, target, obj)

    def _make(self, obj: Obj, arguments: Arguments, target: int) -> None:
        """Call a class."""
        node: ClassNode = obj.of
        is_exact = obj.sort == Sort.CLASS
        made = self._objects.get(Sort.INSTANCE if is_exact else Sort.SELF, node)
        if not self._is_made_otherwise(obj, arguments, target):
            self._graph.put(target, made, arguments.step(f"`{node.name}` is created"))
        for ancestor in node.mro:
            if ancestor.fact is None:
                continue
            function = self._world.functions.method(ancestor, "__init__")
            if function is not None:
                body = self._body_for(function, made, arguments)
                self._binding.bind(body, arguments, skip=1)
                return
            if self._records.is_record(ancestor):
                self._records.bind(made, arguments)
                return

    def _is_made_otherwise(self, obj: Obj, arguments: Arguments, target: int) -> bool:
        """Call a `__new__`; tell whether it, not the class, says what is made."""
        function = self._method(obj, "__new__")
        if function is None or function.makes_receiver:
            return False
        self._call_method(function, obj, arguments, target)
        return True

    def _call_function(self, obj: Obj, arguments: Arguments, target: int) -> None:
        function: Function = obj.of
        if function.receiver is not None and arguments.positional:
            # `Base.method(self, ...)`: the first argument is the receiver.
            rest = arguments.without_first()
            if arguments.first >= 0:
                first = arguments.first
                self._graph.watch(first, self._call_on, function, rest, target)
            return
        body = self._body_for(function, None, arguments)
        self._binding.bind(body, arguments, skip=0)
        self._give(body, target, arguments)

    def _call_on(
        self, function: Function, arguments: Arguments, target: int, obj: Obj
    ) -> None:
        is_ours = obj.sort in INSTANCES | CLASSES
        if is_ours and function.owner in obj.of.mro:
            self._call_method(function, obj, arguments, target)

    def _call_method(
        self, function: Function, receiver: Obj, arguments: Arguments, target: int
    ) -> None:
        if receiver.sort == Sort.ANNOTATED:
            receiver = self._objects.get(Sort.SELF, receiver.of)
        body = self._body_for(function, receiver, arguments)
        self._binding.bind(body, arguments, skip=1)
        if function.returns_receiver:
            step = arguments.step(f"is returned by `{function.shown}`")
            self._graph.put(target, receiver, step._replace(is_result=True))
        if body.receiver is not None or not function.only_returns_receiver:
            self._give(body, target, arguments)

    def _body_for(
        self, function: Function, receiver: Obj | None, arguments: Arguments
    ) -> Body:
        """Return the body that a call runs, one of its own where that tells more."""
        told_apart = function.sets or function.gives_own or function.on_class
        if receiver is None or not told_apart or function.is_any(receiver):
            receiver = None
        site = arguments.site if function.hands_back else None
        return self._world.body_of(function, receiver, site)

    def _give(self, body: Body, target: int, arguments: Arguments) -> None:
        """Let a call's result reach a node."""
        function = body.function
        flow = function.flow
        if function.is_opaque:
            return
        if function.is_manager:
            found = self._objects.get(Sort.MANAGER, body.yielded)
        elif flow.is_generator:
            found = self._objects.get(Sort.CONTAINER, body.yielded)
        elif flow.is_async:
            found = self._objects.get(Sort.COROUTINE, body.returned)
        else:
            step = arguments.step(f"is returned by `{function.shown}`")
            step = step._replace(is_result=True, is_partial=flow.is_partial)
            self._graph.edge(body.returned, target, step)
            return
        self._graph.put(target, found)

"""Calls: which argument becomes which parameter, and what a call gives."""

from collections.abc import Sequence
from typing import NamedTuple

from ssot_audit.extract.facts import (
    KEYWORD_ONLY,
    POSITIONAL_OR_KEYWORD,
    VAR_KEYWORD,
    VAR_POSITIONAL,
    Parameter,
)
from ssot_audit.extract.flow_facts import Kind, Value
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.classes import Hierarchy
from ssot_audit.link.flow.attributes import AttributeFlow
from ssot_audit.link.flow.bodies import POSITIONAL, Body, Function, Functions, Site
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.flow.objects import CLASSES, INSTANCES, Obj, Sort
from ssot_audit.link.located import Module

_NAMED = (POSITIONAL_OR_KEYWORD, KEYWORD_ONLY)
_PUT_IN = frozenset(
    {
        "append",
        "add",
        "appendleft",
        "insert",
        "put",
        "put_nowait",
        "setdefault",
        "__setitem__",
    }
)
_PUT_ALL_IN = frozenset({"extend", "update", "union"})
_TAKEN_OUT = frozenset(
    {"get", "pop", "popleft", "popitem", "setdefault", "get_nowait", "__getitem__"}
)
_THE_SAME = frozenset({"values", "copy", "keys"})
_AWAITABLES = frozenset(
    {
        "asyncio.create_task",
        "asyncio.ensure_future",
        "asyncio.shield",
        "asyncio.wait_for",
    }
)
_FIELDS = frozenset(
    {
        "dataclasses.dataclass",
        "attr.s",
        "attr.define",
        "attr.dataclass",
        "attr.frozen",
        "attrs.define",
        "attrs.frozen",
    }
)

_DEEPEST_SITE = 1
"""How many calls, one in the other, are told apart."""

_COPIERS = {"copy.copy": "__copy__", "copy.deepcopy": "__deepcopy__"}
_FIELD_MAKERS = frozenset(
    {"dataclasses.field", "attr.ib", "attr.field", "attrs.field", "pydantic.Field"}
)


class Arguments(NamedTuple):
    """The arguments of a call, as nodes; -1 for what nothing is known of."""

    positional: tuple[int, ...]
    keywords: tuple[tuple[str, int], ...]
    module: Module
    value: Value
    spread: tuple[int, str] | None = None
    """Position from which the caller's own `*args` follow, and their parameter."""
    caller: Body | None = None
    site: Site | None = None
    passes_named: bool = False
    """Whether the caller's own `**kwargs` follow."""

    def without_first(self) -> "Arguments":
        """Return the arguments after the first."""
        return self._replace(positional=self.positional[1:])


class CallFlow(AttributeFlow):
    """Binds arguments to what can be called."""

    def __init__(self, hierarchy: Hierarchy, functions: Functions) -> None:
        """Start with nothing called."""
        super().__init__(hierarchy, functions)
        self._known_arguments: dict[tuple[Body, int], Arguments] = {}
        self._extra: dict[tuple[Body, int], int] = {}

    def watch_call(self, body: Body, index: int, value: Value) -> None:
        """Bind a call's arguments to whatever reaches its callee."""
        self.graph.watch(body.nodes[value.base], self._called, body, index)

    @staticmethod
    def _site(body: Body, index: int) -> Site:
        """Return a call, with the one before it if that is told apart."""
        here = (body.function, index)
        outer = body.site
        if outer is None or here in outer:
            return (here,)
        return (here, *outer[: _DEEPEST_SITE - 1])

    def _called(self, body: Body, index: int, obj: Obj) -> None:
        key = body, index
        arguments = self._known_arguments.get(key)
        if arguments is None:
            made = self._arguments(body, body.function.flow.values[index])
            arguments = made._replace(site=self._site(body, index))
            self._known_arguments[key] = arguments
        self.call(arguments, body.nodes[index], obj)

    def _arguments(self, body: Body, value: Value) -> Arguments:
        positional: list[int] = []
        spread = None
        for part in value.parts:
            made = body.function.flow.values[part]
            if made.kind == Kind.SPREAD:
                source = body.function.flow.values[made.base]
                if source.kind == Kind.PARAMETER:
                    spread = len(positional), source.name
                break
            positional.append(body.nodes[part])
        keywords = tuple(
            (name, body.nodes[part]) for name, part in value.keywords if name != "**"
        )
        return Arguments(
            tuple(positional),
            keywords,
            body.function.module,
            value,
            spread,
            body,
            passes_named=self._passes_named(body, value),
        )

    @staticmethod
    def _passes_named(body: Body, value: Value) -> bool:
        flow = body.function.flow
        handed = [flow.values[part] for name, part in value.keywords if name == "**"]
        own = {p.name for p in flow.parameters if p.kind == VAR_KEYWORD}
        return any(v.kind == Kind.PARAMETER and v.name in own for v in handed)

    def call(self, arguments: Arguments, target: int, obj: Obj) -> None:
        """Call an object; let what that gives reach a node."""
        sort = obj.sort
        if sort in {Sort.CLASS, Sort.SELF_CLASS}:
            self._make(obj, arguments, target)
        elif sort == Sort.FUNCTION:
            self._call_function(obj.of, arguments, target)
        elif sort == Sort.METHOD:
            self._call_method(obj.of, obj.to, arguments, target)
        elif sort == Sort.LAMBDA:
            self.graph.edge(obj.of, target)
        elif sort == Sort.CONTAINER_METHOD:
            self._call_container(obj.of, obj.to, arguments, target)
        elif sort == Sort.PARTIAL:
            earlier: Arguments = obj.of
            joined = arguments._replace(
                positional=(*earlier.positional[1:], *arguments.positional),
                keywords=(*earlier.keywords, *arguments.keywords),
            )
            called = earlier.positional[0]
            self.graph.watch(called, self._call_partial, joined, target)
        elif sort == Sort.EXTERNAL:
            self._call_external(obj.of, arguments, target)
        elif sort in INSTANCES:
            function = self._method(obj, "__call__")
            if function is not None:
                self._call_method(function, obj, arguments, target)

    def _call_partial(self, arguments: Arguments, target: int, obj: Obj) -> None:
        # A partial of a partial may be one of itself.
        if obj.sort != Sort.PARTIAL:
            self.call(arguments, target, obj)

    def entered(self, obj: Obj, name: str, target: int) -> None:
        """Let what `with obj as` binds reach a node."""
        function = self._method(obj, name)
        if function is None or function.is_opaque:
            return
        if function.returns_receiver:
            self.graph.put(target, obj)
        if not self._only_returns_receiver(function):
            self.graph.edge(self.body(function).returned, target)

    def _method(self, obj: Obj, name: str) -> Function | None:
        for ancestor in obj.of.mro:
            if self._is_in_body(ancestor, name):
                return self.functions.method(ancestor, name)
        return None

    def _make(self, obj: Obj, arguments: Arguments, target: int) -> None:
        """Call a class."""
        node: ClassNode = obj.of
        is_exact = obj.sort == Sort.CLASS
        made = self.objects.get(Sort.INSTANCE if is_exact else Sort.SELF, node)
        if not self._is_made_otherwise(obj, arguments, target):
            step = self._step(arguments, f"`{node.name}` is created")
            self.graph.put(target, made, step)
        for ancestor in node.mro:
            if ancestor.fact is None:
                continue
            function = self.functions.method(ancestor, "__init__")
            if function is not None:
                self._bind(self._body_for(function, made, arguments), arguments, skip=1)
                return
            if self._has_fields(ancestor):
                self._bind_fields(made, node, arguments)
                return

    def _is_made_otherwise(self, obj: Obj, arguments: Arguments, target: int) -> bool:
        """Let what a `__new__` returns reach a node; tell whether it chooses a class."""
        for ancestor in obj.of.mro:
            if self._is_in_body(ancestor, "__new__"):
                function = self.functions.method(ancestor, "__new__")
                if function is None or function.makes_receiver:
                    return False
                self._call_method(function, obj, arguments, target)
                return True
        return False

    def _has_fields(self, node: ClassNode) -> bool:
        module, fact = node.source
        return any(
            self.hierarchy.full_name(module, decorator) in _FIELDS
            for decorator in fact.decorators
        ) or any(base.dotted == "typing.NamedTuple" for base in node.bases)

    def _bind_fields(self, made: Obj, node: ClassNode, arguments: Arguments) -> None:
        """Bind the arguments of a data class to its fields."""
        fields: dict[str, None] = {}
        for ancestor in reversed(node.mro):
            if ancestor.fact is not None and self._has_fields(ancestor):
                for member in ancestor.fact.members:
                    if member.is_annotated and member.kind == "variable":
                        fields.setdefault(member.name)
        pairs = [*zip(fields, arguments.positional, strict=False), *arguments.keywords]
        for name, source in pairs:
            target = self.slot(made, name)
            if name in fields and source >= 0 and target is not None:
                text = f"is stored as `{node.name}.{name}`"
                self.graph.edge(source, target, self._step(arguments, text))

    def _call_function(
        self, function: Function, arguments: Arguments, target: int
    ) -> None:
        receiver = function.receiver
        if receiver is not None and arguments.positional:
            # `Base.method(self, ...)`: the first argument is the receiver.
            first = arguments.positional[0]
            rest = arguments.without_first()
            if first >= 0:
                self.graph.watch(first, self._call_on, function, rest, target)
            return
        body = self._body_for(function, None, arguments)
        self._bind(body, arguments, skip=0)
        self._give(function, body, target, arguments)

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
            receiver = self.objects.get(Sort.SELF, receiver.of)
        body = self._body_for(function, receiver, arguments)
        self._bind(body, arguments, skip=1)
        if function.returns_receiver:
            self.graph.put(target, receiver)
        if body.receiver is not None or not self._only_returns_receiver(function):
            self._give(function, body, target, arguments)

    def _body_for(
        self, function: Function, receiver: Obj | None, arguments: Arguments
    ) -> Body:
        """Return the body that a call runs, one of its own where that tells more."""
        told_apart = function.sets or function.gives_own or function.on_class
        if receiver is None or not told_apart or self.is_any(receiver, function):
            receiver = None
        return self.body(
            function, receiver, arguments.site if function.hands_back else None
        )

    @staticmethod
    def _only_returns_receiver(function: Function) -> bool:
        return function.returns_receiver and len(function.flow.returns) == 1

    def _give(
        self, function: Function, body: Body, target: int, arguments: Arguments
    ) -> None:
        """Let a call's result reach a node."""
        flow = function.flow
        if function.is_opaque:
            return
        if function.is_manager:
            found = self.objects.get(Sort.MANAGER, body.yielded)
        elif flow.is_generator:
            found = self.objects.get(Sort.CONTAINER, body.yielded)
        elif flow.is_async:
            found = self.objects.get(Sort.COROUTINE, body.returned)
        else:
            step = self._step(arguments, f"is returned by `{function.shown}`")
            is_partial = flow.is_partial
            step = step._replace(is_result=True, is_partial=is_partial)
            self.graph.edge(body.returned, target, step)
            return
        self.graph.put(target, found)

    def _bind(self, body: Body, arguments: Arguments, *, skip: int) -> None:
        """Let arguments reach parameters; the first `skip` of these are given."""
        function = body.function
        parameters = function.flow.parameters
        places = [p for p in parameters if p.kind in POSITIONAL][skip:]
        if not function.is_opaque and self._is_refused(parameters, places, arguments):
            return
        self._leave_to_defaults(body, places, arguments)
        if not function.is_opaque:
            for number, source in enumerate(arguments.positional):
                if number < len(places):
                    self._pass(source, body, places[number], arguments)
                else:
                    self._pass_extra(source, body, number - len(places))
            self._forward(body, arguments, places)
        for name, source in arguments.keywords:
            self._bind_named(body, name, source, arguments)
        caller = arguments.caller
        if arguments.passes_named and caller is not None:
            caller.passes_on.setdefault(body, arguments)
            for name, source in tuple(caller.named.items()):
                self._bind_named(body, name, source, arguments)

    @staticmethod
    def _is_refused(
        parameters: Sequence[Parameter],
        places: Sequence[Parameter],
        arguments: Arguments,
    ) -> bool:
        """Tell whether a call fails before the body runs."""
        kinds = {parameter.kind for parameter in parameters}
        if VAR_POSITIONAL not in kinds and len(arguments.positional) > len(places):
            return True
        known = {p.name for p in parameters if p.kind in _NAMED}
        return VAR_KEYWORD not in kinds and any(
            name not in known for name, _ in arguments.keywords
        )

    def _leave_to_defaults(
        self, body: Body, places: Sequence[Parameter], arguments: Arguments
    ) -> None:
        """Let the defaults of what is not passed reach a body that is told apart."""
        if body.receiver is None and body.site is None:
            return
        passed = {p.name for p in places[: len(arguments.positional)]}
        passed.update(name for name, _ in arguments.keywords)
        for name, node, step in self.defaults.get(body.function, ()):
            if name not in passed:
                self.graph.edge(node, body.parameters[name], step)
        body.unpassed.update(body.parameters.keys() - passed)

    def _bind_named(
        self, body: Body, name: str, source: int, arguments: Arguments
    ) -> None:
        """Let a keyword argument reach its parameter, or whoever it is handed on to."""
        parameters = body.function.flow.parameters
        if source < 0:
            return
        for parameter in parameters:
            if parameter.name == name and parameter.kind in _NAMED:
                self._pass(source, body, parameter, arguments)
                return
        if any(parameter.kind == VAR_KEYWORD for parameter in parameters):
            if name not in body.named:
                body.named[name] = self.graph.node()
                for target, onward in tuple(body.passes_on.items()):
                    self._bind_named(target, name, body.named[name], onward)
            self.graph.edge(source, body.named[name])

    def _pass(
        self, source: int, body: Body, parameter: Parameter, arguments: Arguments
    ) -> None:
        if source >= 0:
            text = f"is passed to `{body.function.shown}` as `{parameter.name}`"
            step = self._step(arguments, text)
            self.graph.edge(source, body.parameters[parameter.name], step)

    def _pass_extra(self, source: int, body: Body, number: int) -> None:
        """Keep what only `*args` takes, for whoever passes these on."""
        if source >= 0:
            self.graph.edge(source, self.extra(body, number))

    def extra(self, body: Body, number: int) -> int:
        """Return the node of an argument that `*args` takes."""
        key = body, number
        if key not in self._extra:
            self._extra[key] = self.graph.node()
        return self._extra[key]

    def _forward(
        self, body: Body, arguments: Arguments, places: Sequence[Parameter]
    ) -> None:
        """Pass on the caller's own `*args`."""
        if arguments.spread is None or arguments.caller is None:
            return
        position, name = arguments.spread
        is_rest = any(
            p.name == name and p.kind == VAR_POSITIONAL
            for p in arguments.caller.function.flow.parameters
        )
        if is_rest:
            for number, parameter in enumerate(places[position:]):
                source = self.extra(arguments.caller, number)
                self._pass(source, body, parameter, arguments)

    def _call_container(
        self, container: Obj, name: str, arguments: Arguments, target: int
    ) -> None:
        items: int = container.of
        if self._names_field(arguments):
            return
        if name in _PUT_IN and arguments.positional:
            if arguments.positional[-1] >= 0:
                self.graph.edge(arguments.positional[-1], items)
        if name in _PUT_ALL_IN and arguments.positional:
            if arguments.positional[0] >= 0:
                self.elements(arguments.positional[0], items)
        if name in _TAKEN_OUT:
            self.graph.edge(items, target)
        if name in _THE_SAME:
            self.graph.put(target, container)
        if name == "items":
            self.graph.put(target, self.objects.get(Sort.ITEMS, items))

    @staticmethod
    def _names_field(arguments: Arguments) -> bool:
        """Tell whether the first argument is a constant text: a field of a record."""
        parts, caller = arguments.value.parts, arguments.caller
        if not parts or caller is None:
            return False
        return caller.function.flow.values[parts[0]].kind == Kind.TEXT

    def _call_external(self, dotted: str, arguments: Arguments, target: int) -> None:
        if dotted == "functools.partial" and arguments.positional:
            if arguments.positional[0] >= 0:
                self.graph.put(target, self.objects.get(Sort.PARTIAL, arguments))
        elif dotted in _AWAITABLES and arguments.positional:
            if arguments.positional[0] >= 0:
                self.graph.edge(arguments.positional[0], target)
        elif dotted in _COPIERS and arguments.positional:
            if arguments.positional[0] >= 0:
                method = _COPIERS[dotted]
                self.graph.watch(arguments.positional[0], self._copy, method, target)
        elif dotted in _FIELD_MAKERS:
            self._make_field(arguments, target)
        elif dotted == "builtins.setattr" and len(arguments.positional) > 1:
            self._set_attribute(arguments)
        elif dotted == "builtins.enumerate" and arguments.positional:
            items = self.graph.node()
            if arguments.positional[0] >= 0:
                self.elements(arguments.positional[0], items)
                self.graph.put(target, self.objects.get(Sort.ITEMS, items))

    def _copy(self, method: str, target: int, obj: Obj) -> None:
        """Let a copy of an object reach a node, unless its class makes it otherwise."""
        is_ours = obj.sort in INSTANCES
        if not (is_ours and any(self._is_in_body(a, method) for a in obj.of.mro)):
            self.graph.put(target, obj)

    def _make_field(self, arguments: Arguments, target: int) -> None:
        """Let the default of a field be what its class has."""
        nothing = arguments._replace(positional=(), keywords=())
        for name, source in arguments.keywords:
            if source >= 0 and name == "default":
                self.graph.edge(source, target)
            elif source >= 0 and name in {"default_factory", "factory"}:
                self.graph.watch(source, self.call, nothing, target)

    def _set_attribute(self, arguments: Arguments) -> None:
        """Store under a name that is a constant text, else open the class."""
        caller = arguments.caller
        if caller is None or arguments.positional[0] < 0:
            return
        name = caller.function.flow.values[arguments.value.parts[1]]
        if name.kind != Kind.TEXT:
            self.graph.watch(arguments.positional[0], self.open)

    def open(self, obj: Obj) -> None:
        """Note that the attributes of an object's class cannot all be known."""
        if obj.sort in INSTANCES | CLASSES:
            self.dynamic.add(obj.of)

    def _step(self, arguments: Arguments, text: str) -> Step:
        span = arguments.value.span
        if span is None:
            raise AssertionError(text)
        caller = arguments.caller.function.flow.qualname if arguments.caller else ""
        return Step(arguments.module, span, text, caller)

"""Uses of the process environment, found in files that mention it at all.

A second walk, made only in files that import `os` and mention its environment, so
that the first stays lean. Which names stand for `os` and its members is read from
the imports; a parameter or local variable of the same name hides them.
"""

import ast
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ssot_audit.extract.collect_keys import literal_source, with_fallback
from ssot_audit.extract.facts import EnvironmentAccess, Import
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.text import SourceText

_NEWLINE = re.compile(rb"\r\n|\r|\n")
_MAPPINGS = frozenset({"os.environ", "os.environb"})
_FUNCTIONS = {
    "os.getenv": "read",
    "os.getenvb": "read",
    "os.putenv": "write",
    "os.unsetenv": "delete",
}
_METHODS = {
    "get": "read",
    "pop": "delete",
    "setdefault": "write",
    "update": "write",
    "clear": "delete",
    "popitem": "delete",
    "__getitem__": "read",
    "__setitem__": "write",
    "__delitem__": "delete",
    "__contains__": "contains",
}
_STUB_CALLS = frozenset({"dict", "setenv", "delenv", "setitem", "delitem", "object"})
"""Last segments of `patch.dict`, `monkeypatch.setenv` and their kin."""

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def environment(
    source: bytes,
    tree: ast.Module,
    imports: Sequence[Import],
    text: SourceText,
    fallbacks: Mapping[ast.expr, ast.Constant],
) -> tuple[EnvironmentAccess, ...]:
    """Return every access of a file, in the order of the text."""
    names = _imported_names(imports)
    lines = _mentioning_lines(source, names) if names else ()
    if not lines:
        return ()
    found = list(_Finder(names, text, lines, fallbacks).find(tree))
    return tuple(sorted(found, key=lambda access: access.span))


def _mentioning_lines(source: bytes, names: Mapping[str, str]) -> tuple[int, ...]:
    """Return the lines that may hold an access, so that the rest is not walked."""
    words = {name for name, target in names.items() if target != "os"}
    words.update(("environ", "environb", "getenv", "getenvb", "putenv", "unsetenv"))
    if not any(word.encode() in source for word in words):
        return ()
    mention = re.compile(rb"\b(?:" + "|".join(sorted(words)).encode() + rb")\b")
    lines = _NEWLINE.split(source)
    return tuple(n for n, line in enumerate(lines, 1) if mention.search(line))


def _imported_names(imports: Sequence[Import]) -> dict[str, str]:
    """Map local names to `os` and the members of it that matter."""
    names: dict[str, str] = {}
    for found in imports:
        local = found.bound.rpartition(".")[2]
        if found.name is None and found.module.partition(".")[0] == "os":
            if found.module == "os" or not found.is_renamed:
                names[local] = "os"
        elif found.module == "os" and not found.level:
            full = f"os.{found.name}"
            if found.name == "*":
                for member in (*_MAPPINGS, *_FUNCTIONS):
                    names.setdefault(member.removeprefix("os."), member)
            elif full in _MAPPINGS or full in _FUNCTIONS:
                names[local] = full
    return names


@dataclass(slots=True)
class _Finder:
    names: dict[str, str]
    text: SourceText
    lines: Sequence[int]
    """Where to look; ascending."""
    fallbacks: Mapping[ast.expr, ast.Constant]
    hidden: frozenset[str] = frozenset()
    """Names that a function around binds to something else."""
    qualname: str = ""
    prefix: str = ""
    formatted: ast.expr | None = None
    seen: set[ast.AST] = field(default_factory=set)

    def find(self, tree: ast.AST) -> Iterator[EnvironmentAccess]:
        """Yield the accesses below a node that opens no scope itself."""
        stack: list[ast.AST] = [tree]
        while stack:
            node = stack.pop()
            if isinstance(node, ast.stmt) and not self._is_mentioned(node):
                continue
            if isinstance(node, _SCOPES):
                yield from self._inside(node)
                continue
            if isinstance(node, ast.JoinedStr) and self.formatted is None:
                yield from self._in_format(node)
                continue
            access = self._access(node)
            if access is not None:
                yield access
            stack += ast.iter_child_nodes(node)

    def _is_mentioned(self, node: ast.stmt) -> bool:
        decorators = getattr(node, "decorator_list", None)
        first = decorators[0].lineno if decorators else node.lineno
        index = bisect_left(self.lines, first)
        last = node.end_lineno or node.lineno
        return index < len(self.lines) and self.lines[index] <= last

    def _in_format(self, node: ast.JoinedStr) -> Iterator[EnvironmentAccess]:
        """Positions inside an f-string are wrong before 3.12: use the string's."""
        self.formatted = node
        yield from self.find(node)
        self.formatted = None

    def _inside(self, node: ast.AST) -> Iterator[EnvironmentAccess]:
        name = getattr(node, "name", "")
        is_class = isinstance(node, ast.ClassDef)
        qualname = f"{self.prefix}{name}" if name else self.qualname
        inner = _Finder(
            self.names,
            self.text,
            self.lines,
            self.fallbacks,
            self.hidden if is_class else self.hidden | self._locals(node),
            qualname,
            f"{qualname}.{'' if is_class else '<locals>.'}" if name else self.prefix,
            self.formatted,
            self.seen,
        )
        for child in ast.iter_child_nodes(node):
            yield from inner.find(child)

    def _locals(self, node: ast.AST) -> frozenset[str]:
        """Return the names of interest that a function binds to other things."""
        bound: set[str] = set()
        stack = list(ast.iter_child_nodes(node))
        while stack:
            child = stack.pop()
            if isinstance(child, ast.arg):
                bound.add(child.arg)
            elif isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                bound.add(child.id)
            elif isinstance(child, ast.Global):
                bound.difference_update(child.names)
            if not isinstance(child, _SCOPES):
                stack += ast.iter_child_nodes(child)
        return frozenset(bound & self.names.keys())

    def _resolve(self, node: ast.AST) -> str:
        """Return `os.environ` and the like for an expression that means it."""
        dotted = dotted_name(node)
        root, _, rest = dotted.partition(".")
        target = self.names.get(root)
        if target is None or root in self.hidden:
            return ""
        return f"{target}.{rest}" if rest else target

    def _access(self, node: ast.AST) -> EnvironmentAccess | None:
        if node in self.seen:
            return None
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.Subscript) and self._resolve(node.value) in _MAPPINGS:
            self.seen.add(node.value)
            kind = {ast.Store: "write", ast.Del: "delete"}.get(type(node.ctx), "read")
            return self._made(node, kind, "os.environ[]", node.slice)
        if isinstance(node, ast.Compare):
            return self._compare(node)
        if isinstance(node, (ast.Name, ast.Attribute)):
            form = self._resolve(node)
            if form in _MAPPINGS or form in _FUNCTIONS:
                kind = "write" if isinstance(node.ctx, ast.Store) else "pass"
                return self._made(node, kind, form)
        return None

    def _compare(self, node: ast.Compare) -> EnvironmentAccess | None:
        for operator, side in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, (ast.In, ast.NotIn)) and self._is_mapping(side):
                self.seen.add(side)
                return self._made(node, "contains", "in os.environ", node.left)
        return None

    def _is_mapping(self, node: ast.AST) -> bool:
        return self._resolve(node) in _MAPPINGS

    def _call(self, node: ast.Call) -> EnvironmentAccess | None:
        function = node.func
        form = self._resolve(function)
        owner, _, method = form.rpartition(".")
        kind = _FUNCTIONS.get(form)
        if kind is None and owner in _MAPPINGS:
            kind = _METHODS.get(method, "pass")
        if kind is not None:
            self.seen.update((function, getattr(function, "value", function)))
            # The keywords of `update` are variables themselves.
            words = [] if method == "update" else node.keywords
            named = {word.arg: word.value for word in words}
            key = node.args[0] if node.args else named.get("key")
            default = node.args[1] if len(node.args) > 1 else named.get("default")
            return self._made(node, kind, form, key, default)
        name = dotted_name(function)
        if name.rpartition(".")[2] in _STUB_CALLS and "." in name and node.args:
            first = node.args[0]
            if self._is_mapping(first):
                self.seen.add(first)
                return self._made(node, "stub", name)
        return None

    def _made(
        self,
        node: ast.expr,
        kind: str,
        form: str,
        key: ast.expr | None = None,
        default: ast.expr | None = None,
    ) -> EnvironmentAccess:
        place = self.formatted or node
        span = self.text.span(place)
        literal = key.value if isinstance(key, ast.Constant) else None
        return EnvironmentAccess(
            kind=kind,
            key=literal if isinstance(literal, str) else None,
            default=with_fallback(literal_source(default), self.fallbacks.get(node)),
            form=form,
            span=span,
            scope=self.qualname,
        )

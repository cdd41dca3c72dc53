"""Lines of simple statements: put together and taken apart, comments included."""

from collections.abc import Iterator, Sequence

import libcst as cst

from ssot_audit.fix.pieces import Piece


def lines_of(
    line: cst.SimpleStatementLine, pieces: Sequence[Piece]
) -> Iterator[cst.SimpleStatementLine]:
    """Yield the lines that take the place of one: what shared a line still does."""
    if len(line.body) > 1 and pieces:
        yield line.with_changes(
            body=_separated(pieces),
            trailing_whitespace=_ended(line.trailing_whitespace, pieces),
        )
        return
    for number, piece in enumerate(pieces):
        end = cst.TrailingWhitespace() if number else line.trailing_whitespace
        end = _ended(end, [piece])
        semicolon = (
            piece.statement.semicolon if not number else cst.MaybeSentinel.DEFAULT
        )
        statement = piece.statement.with_changes(semicolon=semicolon)
        if number:
            yield cst.SimpleStatementLine([statement], trailing_whitespace=end)
        else:
            yield line.with_changes(body=[statement], trailing_whitespace=end)


def suite_of(
    suite: cst.SimpleStatementSuite, pieces: Sequence[Piece]
) -> cst.SimpleStatementSuite:
    """Return a block on the line of its header with other statements."""
    return suite.with_changes(
        body=_separated(pieces) or [cst.Pass()],
        trailing_whitespace=_ended(suite.trailing_whitespace, pieces),
    )


def carried_on(
    carried: list[cst.EmptyLine] | None, removed: cst.CSTNode
) -> list[cst.EmptyLine]:
    """Return the lines that led removed statements, for the next one."""
    leading = _leading(removed)
    if carried is None:
        return leading
    return _joined(carried, leading)


def led(
    statement: cst.BaseStatement, carried: list[cst.EmptyLine], *, is_first: bool
) -> cst.BaseStatement:
    """Return a statement led by what led a removed one, and by its own."""
    leading = _leading(statement)
    if is_first and not _has_comment(leading):
        return statement.with_changes(leading_lines=carried)
    return statement.with_changes(leading_lines=_joined(carried, leading))


def _joined(
    first: list[cst.EmptyLine], then: list[cst.EmptyLine]
) -> list[cst.EmptyLine]:
    """Join what led two statements; blank lines alone do not add up."""
    if _has_comment(first):
        return [*first, *then]
    return then if len(then) >= len(first) or _has_comment(then) else first


def _leading(statement: cst.CSTNode) -> list[cst.EmptyLine]:
    return list(getattr(statement, "leading_lines", ()))


def _has_comment(lines: Sequence[cst.EmptyLine]) -> bool:
    return any(line.comment is not None for line in lines)


def _separated(pieces: Sequence[Piece]) -> list[cst.BaseSmallStatement]:
    """Return statements for one line; the last needs no semicolon."""
    statements = [piece.statement for piece in pieces]
    # A missing one in the middle is `; ` to LibCST.
    return [
        statement
        if number < len(statements) - 1
        else statement.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        for number, statement in enumerate(statements)
    ]


def _ended(
    end: cst.TrailingWhitespace, pieces: Sequence[Piece]
) -> cst.TrailingWhitespace:
    """Return the end of a line with the comments that its statements bring along."""
    comments = [piece.comment for piece in pieces if piece.comment]
    if not comments:
        return end
    if end.comment is not None:
        comments.insert(0, end.comment.value)
    return end.with_changes(
        whitespace=cst.SimpleWhitespace("  "),
        comment=cst.Comment("  ".join(dict.fromkeys(comments))),
    )

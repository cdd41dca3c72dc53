"""Python in prose: which blocks are read, and where their imports stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssot_audit.discover.source import DocumentKind
from ssot_audit.extract.documents.readers import READERS

MD, RST = DocumentKind.MARKDOWN, DocumentKind.RESTRUCTURED_TEXT


def shown(kind: DocumentKind, text: str) -> list[str]:
    """Return what a document imports, each as `line:column module`."""
    return [
        f"{found.span.line}:{found.span.column} {found.module}"
        for block in READERS[kind](text.encode()).blocks
        for found in block.imports
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```python\nimport a\n```\n",
        "~~~~ py\nimport a\n~~~~\n",
        '```python title="x.py" linenums="1"\nimport a\n```\n',
        "```{code-block} python\nimport a\n```\n",
        "```{.python}\nimport a\n```\n",
        "```python\nimport a\n",
        "````python\nimport a\n```\n````\n",
    ],
)
def test_a_fence_of_python_is_read(text: str) -> None:
    assert shown(MD, text) == ["2:1 a"]


@pytest.mark.parametrize(
    "text",
    [
        "```\nimport a\n```\n",
        "```javascript\nimport a\n```\n",
        "``` `python`\nimport a\n",
        "````markdown\n```python\nimport a\n```\n````\n",
        "~~~text\n```python\nimport a\n```\n~~~\n",
        "<!--\n```python\nimport a\n```\n-->\n",
        "<!-- never closed\n```python\nimport a\n```\n",
        "---\n```python\nimport a\n```\n---\n",
        "    import a\n",
    ],
)
def test_what_is_no_python_is_not_read(text: str) -> None:
    assert shown(MD, text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- item\n\n  ```python\n  import a\n  ```\n", "4:3 a"),
        ("1. ```python\n   import a\n   ```\n", "2:4 a"),
        ("> ```python\n> import a\n\n```python\n", "2:3 a"),
        ('=== "Tab"\n\n    ```py\n    if x:\n        import a\n    ```\n', "5:9 a"),
        ("```py\n    import a\n```\n", "2:5 a"),
        ("```pycon\n>>> import a\n>>> a\n1\n```\n", "2:5 a"),
        ("```python\nx = …\nimport a\n$ run\n```\n", "3:1 a"),
        ("```python\n$\nfrom a import (\n    b,\n)\n```\n", "4:5 a"),
        ("text\r\n\r\n```python\r\nimport a\r\n```\r\n", "4:1 a"),
        ("\ufeff```python\nimport a\n```\n", "2:1 a"),
        ("```python\nx = 'é'; import a\n```\n", "2:10 a"),
    ],
)
def test_an_import_stands_where_the_document_has_it(text: str, place: str) -> None:
    assert shown(MD, text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (".. code-block:: python\n\n   import a\n", "3:4 a"),
        (".. code:: python3\n   :linenos:\n\n   import a\n", "4:4 a"),
        (".. note::\n\n   .. sourcecode:: py\n\n      import a\n", "5:7 a"),
        (".. testcode::\n\n   import a\n", "3:4 a"),
        (".. highlight:: python\n\nLike::\n\n   import a\n", "5:4 a"),
        (".. highlight:: python\n\n.. code-block::\n\n   import a\n", "5:4 a"),
        ("Like::\n\n   >>> import a\n", "3:8 a"),
        (">>> import a\n>>> a\n1\n\nend\n", "1:5 a"),
    ],
)
def test_restructured_text_has_its_own_blocks(text: str, place: str) -> None:
    assert shown(RST, text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "Like::\n\n   import a\n",
        ".. code-block:: sql\n\n   import a\n",
        "..\n   .. code-block:: python\n\n      import a\n",
        ".. deprecated:: 2.0\n\n   .. code-block:: python\n\n      import a\n",
        ".. highlight:: none\n\nLike::\n\n   import a\n",
    ],
)
def test_restructured_text_that_is_no_python_is_not_read(text: str) -> None:
    assert shown(RST, text) == []


@pytest.mark.parametrize(
    "above",
    [
        "## Bad",
        "## Don't do this\n\nSome text.",
        "## ❌ The old way\n\n### Deeper\n",
        "**Wrong:**",
        "Never use this:",
        "Before:",
        "<!-- ssot: skip -->\n",
        "Deprecated\n==========\n",
        "For years this was how it was done. The function\nis no longer there:",
    ],
)
def test_a_bad_example_is_not_read(above: str) -> None:
    assert shown(MD, f"{above}\n\n```python\nimport a\n```\n") == []


@pytest.mark.parametrize(
    "above",
    [
        "## Bad\n\n## Usage",
        "Wrong:\n\nRight:",
        "Before you start, install it.",
        "This is not so bad.",
        "<!-- ssot: skip -->\n\nMore text.",
        "Wrong:\n\n```python\nimport b\n```\n",
    ],
)
def test_what_follows_a_bad_example_is_read(above: str) -> None:
    found = shown(MD, f"{above}\n\n```python\nimport a\n```\n")
    assert [place.rpartition(" ")[2] for place in found] == ["a"]


def test_comments_in_a_block_mark_what_is_bad() -> None:
    code = "# Wrong\nimport a\n# Right\nimport b\nimport c  # ❌\n# Don't\nimport d\n"
    assert shown(MD, f"```python\n{code}\n# Other\nimport e\n```\n") == [
        "5:1 b",
        "11:1 e",
    ]


def test_restructured_text_has_the_same_marks() -> None:
    code = ".. code-block:: python\n\n   import a\n"
    assert shown(RST, f"Bad\n---\n\n{code}") == []
    assert shown(RST, f".. ssot: skip\n\n{code}") == []
    assert shown(RST, f"Bad\n---\n\nGood\n----\n\n{code}") == ["9:4 a"]


@pytest.mark.parametrize("kind", DocumentKind)
@given(
    st.binary()
    | st.text("`~>=-.:#<!\n \r\tpython import a[]\"'\0\ud800").map(
        lambda text: text.encode(errors="surrogatepass")
    )
)
def test_any_bytes_give_facts(kind: DocumentKind, source: bytes) -> None:
    READERS[kind](source)


@pytest.mark.parametrize("line", ["> ", "```python\n(", "- ", "<!--", ".. a::\n "])
@pytest.mark.parametrize("kind", [MD, RST])
def test_the_time_for_a_document_grows_with_its_length(
    kind: DocumentKind, line: str
) -> None:
    READERS[kind](line.encode() * 100_000)

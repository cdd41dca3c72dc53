"""Which comments are the code of tests."""

from textwrap import dedent

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.testing.facts import CommentedTest, decoded


def commented(code: str) -> tuple[CommentedTest, ...]:
    source = "import pytest\n" + dedent(code)
    return decoded(extract(source.encode()).tests).commented


def test_a_function_is_found_with_its_decorator_and_lines() -> None:
    (found,) = commented("""
        # @pytest.mark.slow
        # def test_it():
        #     x = 1

        #     assert x
        # What follows is prose.
        X = 1
    """)
    assert found.names == ("test_it",)
    assert (found.span.line, found.span.end_line, found.lines) == (3, 7, 5)


def test_tests_of_a_class_are_named_with_it() -> None:
    (found,) = commented("""
        # class TestCart:
        #     def test_one(self):
        #         assert 1
        #     def helper(self):
        #         return 1
        #     def test_two(self):
        #         assert 2
    """)
    assert found.names == ("TestCart.test_one", "TestCart.test_two")


def test_a_definition_over_several_lines_is_one() -> None:
    (found,) = commented("""
        # def test_it(
        #     one,
        # ):
        #     assert one
    """)
    assert found.lines == 4


def test_prose_behind_a_body_is_not_part_of_it() -> None:
    (found,) = commented("""
        # def test_it():
        #     assert 1
        #     and so on, as long as it takes
    """)
    assert found.lines == 2


def test_a_body_that_is_commented_out_makes_a_test_hollow() -> None:
    (found,) = commented("""
        def test_it():
            \"\"\"Say what.\"\"\"
            # assert 1
            pass


        # assert 2
    """)
    assert (found.names, found.lines, found.is_hollow) == (("test_it",), 1, True)


def test_a_remark_in_an_empty_test_is_no_code() -> None:
    assert (
        commented("""
        def test_it():
            # nothing to do
            pass
    """)
        == ()
    )


def test_text_between_quotes_is_no_comment() -> None:
    assert (
        commented('''
        X = """
        # def test_it():
        #     assert 1
        """
    ''')
        == ()
    )

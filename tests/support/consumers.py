"""A consumer, two providers, and what the rules about consumers say of a program.

`Bridge` can `send`, `Emitter` wants to `close` as well: whatever hands the one to the
other is a finding. `Manager` can do both.
"""

import textwrap

from tests.support.projects import EVERY_OPTION, Files, verdict_on

CONSUMER = """\
class Bridge:
    def send(self, text):
        print(text)


class Manager:
    def send(self, text):
        print(text)

    def close(self):
        print("closed")


class Emitter:
    def __init__(self, manager):
        self.manager = manager

    def emit(self):
        self.manager.send("hello")
        self.manager.close()


"""
LACKS = "`Bridge` reaches `Emitter.manager` but lacks `close` (1 unguarded use)"


def said(*programs: str, **others: str) -> list[str]:
    """Return what SSOT105 and SSOT106 say, sorted."""
    files: Files = {
        "chat/__init__.py": "",
        "chat/app.py": "".join(textwrap.dedent(program) for program in programs),
        **{f"chat/{name}.py": textwrap.dedent(text) for name, text in others.items()},
    }
    return sorted(
        item.finding.message
        for item in verdict_on(files, EVERY_OPTION).findings
        if item.finding.code in {"SSOT105", "SSOT106"}
    )

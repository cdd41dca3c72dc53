"""A scan and another tool in turns, so that their ratio means something."""

from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.peers.install import installed
from benchmarks.peers.ours import Ours
from benchmarks.peers.peer import LIMIT, Peer, Refusal
from benchmarks.peers.pins import pin
from benchmarks.peers.series import Series
from benchmarks.peers.store import Section, circumstances
from benchmarks.peers.tools import Tool
from benchmarks.peers.trees import Edited, Share, edited, sample

SAMPLE = 60.0
"""Seconds that a sample is meant to take."""
LONG = 60.0
"""Seconds of a first round after which none is repeated."""


def compared(tool: Tool, whole: Share, rounds: int, cache: Path) -> Section:
    """Run a scan and a peer in turns, on one tree."""
    chosen = pin(tool.name)
    given = share_for(whole, chosen.lines_per_second)
    series = Series()
    version = chosen.version
    fault = ""
    with TemporaryDirectory(prefix="ssot-audit-peers-") as scratch:
        try:
            home = installed(chosen, cache / "tools")
            peer = Peer(tool, home, Path(scratch) / "peer")
            version = peer.version()
            given = _turns(peer, given, series, rounds)
        except (Refusal, RuntimeError) as reason:
            fault = str(reason)
    return Section(
        name=tool.name,
        project=whole.project.name,
        circumstances=circumstances(**{tool.name: version}),
        files=len(given.files),
        lines=given.lines,
        whole_lines=whole.lines,
        is_sample=given.is_sample,
        fault=fault,
        measures=series.measures(),
    )


def share_for(whole: Share, lines_per_second: int) -> Share:
    """Take all files if a peer can be done with them in time, or else a sample."""
    if whole.lines / lines_per_second <= LIMIT:
        return whole
    return sample(whole, int(SAMPLE * lines_per_second))


def _turns(peer: Peer, given: Share, series: Series, rounds: int) -> Share:
    """Measure round by round; return what the peer looked at in the end."""
    ours = Ours(given.tree, peer.scratch.with_name("ours"), series)
    with edited(given.tree / given.project.edited) as file:
        for _ in range(rounds):
            ours.cold()
            given = _cold(peer, given, series)
            ours.fill()
            ours.warm()
            if peer.tool.keeps_cache:
                _warm(peer, given, series, ours, file)
            if series.longest > LONG:
                break
    return given


def _cold(peer: Peer, given: Share, series: Series) -> Share:
    job, done = peer.accepted(given)
    series.add("peer cold", done, job.shown(peer.scratch))
    return job.share


def _warm(peer: Peer, given: Share, series: Series, ours: Ours, file: Edited) -> None:
    """Run the peer with its cache: nothing changed, and then one file."""
    job = peer.tool.job(given, peer.scratch)
    shown = job.shown(peer.scratch)
    series.add("peer warm", peer.ran(job), shown)
    file.function()
    ours.edited("function")
    series.add("peer edited", peer.ran(job), shown)

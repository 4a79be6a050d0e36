"""Past one machine the promises hold: PostgreSQL as the truth, a Chroma server as the index, a Ray cluster to embed."""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index import cluster
from index.archive import Archive
from index.building import open_builder
from index.cluster import embedded
from index.embedding import Fingerprint, Vectors
from index.errors import DatabaseAway
from index.settings import IndexSettings
from tests.processes import done, has_lines, killed, later, lines, newscheck
from tests.promises.conftest import Figure
from tests.promises.stories import Examined, examine, fill, settings_in, story, written
from tests.servers import PATIENCE, ChromaServer, PostgresServer, chroma, free_port

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

pytestmark = pytest.mark.slow

STORIES = 400

KILLS = 4

PORTS = ("metrics_agent_port", "metrics_export_port", "runtime_env_agent_port", "dashboard_agent_listen_port")
"""Of Ray. A machine that is not told which, waits 15 seconds for a helper to choose one, and then falls down."""


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with chroma(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def settings(tmp_path: Path, postgres_server: PostgresServer, chroma_server: ChromaServer) -> IndexSettings:
    """An archive on servers only, but for the words."""
    servers = {"database": postgres_server.database(), "vectors": chroma_server.address}
    return settings_in(tmp_path / "archive").model_copy(update=servers)


def adding(settings: IndexSettings, told: Path) -> None:
    """Add all stories, and write down each one that is reported as stored."""
    told.write_text("")
    with told.open("a", buffering=1) as acknowledged, open_builder(settings, at_once=50) as builder:
        for result in builder.add(map(story, range(STORIES))):
            print(getattr(result, "key", result), file=acknowledged)


def test_killed_while_adding_nothing_that_was_told_is_lost(
    settings: IndexSettings, tmp_path: Path, figure: Figure
) -> None:
    """Shown to fail where a change is no transaction: articles without passages stay."""
    chance, told, found = random.Random(5), tmp_path / "told", list[Examined]()
    done(fill, settings, [])
    kills = 0
    for each in range(KILLS):
        told.unlink(missing_ok=True)
        begun = has_lines(told, round(STORIES * (each + chance.random()) / KILLS))
        kills += killed(adding, settings, told, when=later(chance.uniform(0, 0.1), begun))
        found.append(done(examine, settings, lines(told), 20, STORIES))
    done(adding, settings, told)
    last = done(examine, settings, range(STORIES), 200, STORIES)
    found.append(last)
    lost, twice = sum(each.lost for each in found), sum(each.twice for each in found)
    missed, asked = sum(each.missed for each in found), sum(each.asked for each in found)
    figure(
        f"servers: {kills} kills while adding to PostgreSQL and Chroma: {lost} lost, {twice} twice,"
        f" {missed} of {asked} self-queries missed"
    )
    assert (lost, twice, missed, last.damage) == (0, 0, 0, ())
    assert kills >= KILLS // 2
    assert last.chroma


def test_a_database_killed_in_the_middle_keeps_what_was_told(
    settings: IndexSettings, postgres_server: PostgresServer, figure: Figure
) -> None:
    """Shown to fail where a commit does not wait for the disk (`synchronous_commit` off): 50 of 147 are lost."""
    told = list[int]()
    with pytest.raises(DatabaseAway), open_builder(settings, at_once=50) as builder:
        for result in builder.add(map(story, range(STORIES))):
            told.append(int(getattr(result, "key", -1)))
            if len(told) == STORIES // 3:
                postgres_server.kill()
    postgres_server.start()
    found = examine(settings, told, 20, STORIES)
    fill(settings, range(STORIES))
    last = examine(settings, range(STORIES), 100, STORIES)
    figure(
        f"servers: PostgreSQL killed after {len(told)} articles: {found.lost + last.lost} lost,"
        f" {found.twice + last.twice} twice"
    )
    assert (found.lost, found.twice, last.lost, last.twice, last.missed) == (0, 0, 0, 0, 0)


def test_an_index_server_killed_or_replaced_by_an_empty_one_costs_no_answer(
    tmp_path: Path, postgres_server: PostgresServer, figure: Figure
) -> None:
    """Shown to fail where an index is believed unseen: all of what is asked is missed."""
    server = ChromaServer(tmp_path / "first", free_port())
    server.start()
    servers = {"database": postgres_server.database(), "vectors": server.address}
    settings = settings_in(tmp_path / "archive").model_copy(update=servers)
    fill(settings, range(STORIES))
    server.kill()
    server.start()
    again = examine(settings, range(STORIES), 50, STORIES)
    server.kill()
    server.folder = tmp_path / "empty"
    server.start()
    emptied = examine(settings, range(STORIES), 50, STORIES)
    fill(settings, [])
    rebuilt = examine(settings, range(STORIES), 50, STORIES)
    server.kill()
    missed = sum(each.missed for each in (again, emptied, rebuilt))
    figure(f"servers: Chroma killed, then emptied, then mended: {missed} of 150 self-queries missed")
    assert (again.missed, emptied.missed, rebuilt.missed) == (0, 0, 0)
    assert (again.chroma, emptied.chroma, rebuilt.chroma) == (True, False, True)


def test_the_second_program_that_adds_is_told_so(
    settings: IndexSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shown to fail where the lock of the database is not asked for."""
    monkeypatch.setenv("NEWSCHECK_DATABASE", str(settings.database))
    given = written([1], tmp_path / "story.jsonl")
    with open_builder(settings):
        told = newscheck(["--archive", str(tmp_path / "other machine"), "add", str(given)], tmp_path)
    assert told.code == 2
    assert f"in use by process {os.getpid()} on " in told.err
    assert told.err.count("\n") == 2


def ports() -> dict[str, int]:
    """Free ones for one machine."""
    return {name: free_port() for name in PORTS}


@pytest.fixture(scope="module")
def ray_cluster() -> Iterator[Cluster]:
    """A head, and two machines of one processor each."""
    os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_raylet_start_wait_time_s": f"{PATIENCE:.0f}"}  # read on import
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'newscheck[ray]'")
    from ray.cluster_utils import Cluster

    try:
        started = Cluster(initialize_head=True, head_node_args={"num_cpus": 0, "include_dashboard": False, **ports()})
        for _ in range(2):
            started.add_node(num_cpus=1, wait=False, **ports())
        started.wait_for_nodes(timeout=PATIENCE)
    except Exception as error:  # whatever it raises where its helpers get no processor for fifteen seconds
        pytest.skip(f"Ray did not come up on this machine: {error}")
    yield started
    started.shutdown()


def adding_on(address: str, machine: int, settings: IndexSettings, once: Path) -> tuple[int, list[str]]:
    """Machines, and outcomes of adding all stories; a worker dies of one of them, and later a whole machine."""

    def dying(name: str, wanted: Fingerprint, texts: Sequence[str]) -> Vectors:
        if not once.exists() and any("Story 150 " in text for text in texts):
            once.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return embedded(name, wanted, texts)

    vars(cluster)["embedded"] = dying
    outcomes = list[str]()
    with (
        cluster.on_cluster(address, settings) as embedder,
        open_builder(settings, embedder=embedder, at_once=100) as builder,
    ):
        for result in builder.add(map(story, range(STORIES))):
            outcomes.append(getattr(result, "outcome", "refused"))
            if len(outcomes) == 250:
                os.kill(machine, signal.SIGKILL)
    return embedder.machines, outcomes


def test_a_worker_and_a_machine_lost_while_embedding_cost_no_article(
    ray_cluster: Cluster, tmp_path: Path, figure: Figure
) -> None:
    """Shown to fail where a task whose worker died is not tried again."""
    settings, once = settings_in(tmp_path / "archive"), tmp_path / "killed"
    (machine, *_) = (node.all_processes["raylet"][0].process.pid for node in ray_cluster.worker_nodes)
    machines, outcomes = done(adding_on, ray_cluster.address, machine, settings, once)
    found = examine(settings, range(STORIES), 100, STORIES)
    figure(
        f"Ray: {machines} machines, a worker killed in a task and a machine lost: {len(outcomes)} articles told,"
        f" {found.lost} lost, {found.twice} twice"
    )
    assert once.exists()
    assert machines == 2
    assert outcomes == ["added"] * STORIES
    assert (found.lost, found.twice, found.damage, found.missed) == (0, 0, (), 0)


def test_add_embeds_on_a_cluster_what_it_embeds_alone(ray_cluster: Cluster, tmp_path: Path) -> None:
    """Shown to fail where each text gets the vector of another: the longest comes first, and is embedded last."""
    given = written((1_000, 100, 10, 1), tmp_path / "stories.jsonl")
    vectors = []
    for folder, options in ((tmp_path / "ray", ["--ray", ray_cluster.address]), (tmp_path / "alone", [])):
        told = newscheck(["--archive", str(folder), "add", *options, str(given)], tmp_path)
        assert (told.code, "4 added" in told.out) == (0, True), told  # Ray may tell before of a machine that is lost
        with closing(Archive(folder)) as archive:
            vectors.append([found.tolist() for _, found in archive.vectors()])
    assert vectors[0] == vectors[1]


def test_a_cluster_that_is_away_is_told_in_a_line(tmp_path: Path) -> None:
    """Shown to fail where Ray is left to find out by itself, which takes minutes and tells 62 lines."""
    pytest.importorskip("ray", reason="Ray is not installed: pip install 'newscheck[ray]'")
    given = written([1], tmp_path / "story.jsonl")
    address = f"127.0.0.1:{free_port()}"
    told = newscheck(["--archive", str(tmp_path / "archive"), "add", "--ray", address, str(given)], tmp_path)
    assert (told.code, told.err.count("\n"), "ray status" in told.err) == (2, 2, True), told

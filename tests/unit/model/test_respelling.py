"""What a key that is almost right is read as."""

from __future__ import annotations

from semaforo.model.report import NoPlaces, Report
from semaforo.model.respelling import respelt


def test_of_several_keys_for_one_the_first_in_the_file_is_taken() -> None:
    rules = [{"id": f"r{n}", "evento": "a", "evnt": "b", "evemt": "c"} for n in range(12)]
    data = {"semaforo": 1, "id": "m", "dimensions": {"d": {"rules": rules}}}
    read = respelt(data, Report(NoPlaces("m")))["dimensions"]["d"]["rules"]
    assert [rule["event"] for rule in read] == ["a"] * 12

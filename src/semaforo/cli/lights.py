"""How a light looks in a terminal: a shape and a word, and only then a colour."""

from __future__ import annotations

from semaforo.language import Message, message
from semaforo.model.meaning import Light

SHAPES = {Light.HOT: "●", Light.WARM: "◐", Light.COLD: "○", Light.EXCLUDED: "⊘"}
WORDS: dict[Light, Message] = {
    Light.HOT: message("hot"),
    Light.WARM: message("warm"),
    Light.COLD: message("cold"),
    Light.EXCLUDED: message("excluded"),
}
STYLES = {
    Light.HOT: "bold green",
    Light.WARM: "bold yellow",
    Light.COLD: "bold red",
    Light.EXCLUDED: "dim",
}


def shown(light: Light, language: str) -> str:
    """`● hot`, in the language and as Rich's markup."""
    return f"[{STYLES[light]}]{SHAPES[light]} {WORDS[light].render(language)}[/]"

"""The fact store: facts of any files, read once, typed for the models that will score them."""

from semaforo.store.implicit import load_into
from semaforo.store.manifest import Manifest
from semaforo.store.opening import open_store
from semaforo.store.sources import Sources
from semaforo.store.writing import load

__all__ = ["Manifest", "Sources", "load", "load_into", "open_store"]

"""`python -m semaforo.cli`, for where the command itself is not on the path."""

from semaforo.cli import main

main()

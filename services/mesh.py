"""How the services call each other: the limits of the mesh, and where its traces go."""

from observability import Mesh, seconds

mesh = Mesh(
    connections=100,
    pending=100,
    requests=1000,
    errors=5,
    interval=seconds(30),
    ejection=seconds(30),
    ejected=50,
    healthy=30,
    traces=1,
    collector="jaeger.monitoring.svc:4317",
)

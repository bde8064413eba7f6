"""What the core services have in common: ports, probes, buckets."""

from observability import HttpProbe, Port, Probes, ms, seconds

HTTP = Port(number=3000)
METRICS = Port(number=9090, path="/metrics")

PROBES = Probes(
    live=HttpProbe(path="/health/live", period=seconds(10), timeout=seconds(5)),
    ready=HttpProbe(path="/health/ready", period=seconds(5), timeout=seconds(3)),
    startup=HttpProbe(path="/health/startup", period=seconds(10), failures=30),
)

# 200 ms and 500 ms are promises: a promise can only be kept to a bucket.
BUCKETS = [ms(25), ms(50), ms(100), ms(200), ms(350), ms(500), ms(1000), ms(2500), ms(5000)]

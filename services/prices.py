"""What things cost, so that a pull request shows what it changes."""

from observability import InstancePrice, PriceTable

prices = PriceTable(
    currency="USD",
    as_of="2026-11-24",
    origin="list prices of us-east-1, entered by hand",
    # Two processors and 8 GiB come to a t3.large.
    vcpu_hour=0.0241,
    gib_hour=0.004375,
    spot=30,
    volume_month=0.08,
    database_month=0.115,
    instances=[
        InstancePrice(type="t3.large", hour=0.0832),
        InstancePrice(type="db.r6g.xlarge", hour=0.45),
        InstancePrice(type="cache.r6g.xlarge", hour=0.411),
    ],
)

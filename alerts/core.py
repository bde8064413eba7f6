"""Causes in the core services. What users feel is already covered by the SLOs' alerts."""

from alerts._usual import usual
from observability import Severity
from services.adaptive import adaptive
from services.analytics import analytics
from services.batch import batch
from services.bloom import bloom
from services.gateway import kong
from services.orchestrator import orchestrator

orchestrator_alerts = usual(
    orchestrator, "Orchestrator", "The learning app does not work: no page of a course opens."
)
bloom_alerts = usual(
    bloom, "BloomValidator", "Answers are not graded; learners see them as pending."
)
adaptive_alerts = usual(
    adaptive, "AdaptiveEngine", "Every learner gets exercises of medium difficulty."
)
analytics_alerts = usual(
    analytics, "Analytics", "Teachers see no progress; learning events wait in Kafka."
)
gateway_alerts = usual(kong, "Kong", "No request of a user reaches a service.")
batch_alerts = usual(
    batch, "BatchProcessor", "Exports and worked out progress come late.", down=Severity.TICKET
)

"""Buckets and queues."""

from __future__ import annotations

import math

from observability.base.duration import days
from observability.model.access import Bucket, Queue
from observability.model.infrastructure import Infrastructure
from observability.render.document import Block
from observability.render.terraform.module import call, module

__all__ = ["buckets", "queues"]


def buckets(given: Infrastructure) -> tuple[Block, ...]:
    """Return the buckets of *given*."""
    return tuple(_bucket(one) for one in given.buckets)


def _bucket(bucket: Bucket) -> Block:
    kept = bucket.keep_versions.milliseconds // days(1).milliseconds
    return call(
        "s3-bucket",
        module(bucket.name),
        {"bucket": bucket.name},
        {
            "block_public_acls": True,
            "block_public_policy": True,
            "ignore_public_acls": True,
            "restrict_public_buckets": True,
            "attach_deny_insecure_transport_policy": True,
        },
        {
            "versioning": {"enabled": True},
            "server_side_encryption_configuration": {
                "rule": {"apply_server_side_encryption_by_default": {"sse_algorithm": "aws:kms"}}
            },
        },
        {
            "lifecycle_rule": [
                {
                    "id": "old-versions",
                    "enabled": True,
                    "noncurrent_version_expiration": {"days": kept},
                    "abort_incomplete_multipart_upload_days": 7,
                }
            ]
        },
    )


def queues(given: Infrastructure) -> tuple[Block, ...]:
    """Return the queues of *given*, each with one for what failed."""
    return tuple(_queue(one) for one in given.queues)


def _queue(queue: Queue) -> Block:
    return call(
        "sqs",
        module(queue.name),
        {
            "name": queue.name,
            "visibility_timeout_seconds": math.ceil(queue.visibility.milliseconds / 1000),
            "message_retention_seconds": queue.retention.milliseconds // 1000,
            "receive_wait_time_seconds": 20,
            "sqs_managed_sse_enabled": True,
        },
        {
            "create_dlq": True,
            "dlq_name": f"{queue.name}-failed",
            "dlq_message_retention_seconds": days(14).milliseconds // 1000,
            "dlq_sqs_managed_sse_enabled": True,
            "redrive_policy": {"maxReceiveCount": queue.receives},
        },
    )

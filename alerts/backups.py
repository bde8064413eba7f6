"""A copy of a store that is too old: found before it is needed."""

from observability import Backup, Severity, Story, Threshold, backup_age, backup_series, minutes
from services.backups import postgres_backup, redis_backup

_DONE = "kube_cronjob_status_last_successful_time"
_MADE = "kube_cronjob_created"


def _too_old(backup: Backup, title: str) -> Threshold:
    """Return the alert for two copies that failed: one may fail, and the next one succeed."""
    most = int((2 * backup.every.milliseconds + backup.takes.milliseconds) / 1000)
    return Threshold(
        service=backup.service,
        name=f"{title}BackupTooOld",
        expr=backup_age(backup),
        above=most,
        hold=minutes(5),
        severity=Severity.TICKET,
        summary="The newest copy is {{ $value | humanizeDuration }} old",
        impact="If the store is lost now, more is lost than was agreed.",
        actions=[
            "See why the last jobs failed: `kubectl logs` of the newest pod of the CronJob.",
            "Exit code 137, or a deadline that was exceeded: raise its memory, or takes.",
            "What to do if the store is lost meanwhile: disaster-recovery.md.",
        ],
        fires=[
            backup_series(backup, _DONE, f"-{most + 60}+60x60"),
            backup_series(backup, _MADE, "0x60"),
        ],
        stays_silent=[
            backup_series(backup, _DONE, f"-{most - 60}+60x60"),
            backup_series(backup, _MADE, f"-{most + 60}+60x60"),
        ],
        stories=[
            Story(
                title="no copy was ever made, and one is due",
                series=[backup_series(backup, _MADE, f"-{most + 60}+60x60")],
                fires=True,
            ),
            Story(
                title="no copy was made yet, and none is due",
                series=[backup_series(backup, _MADE, f"-{most - 60}+60x60")],
                fires=False,
            ),
        ],
    )


too_old = [_too_old(postgres_backup, "Postgres"), _too_old(redis_backup, "Redis")]

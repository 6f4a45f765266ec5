"""The reports that exist, by name."""

from reports.definitions.assistance import Assistance
from reports.definitions.nib_coverage import NibCoverage
from reports.definitions.nib_over_time import NibOverTime
from reports.report import Report

REPORTS: dict[str, Report] = {
    report.name: report for report in (NibCoverage(), NibOverTime(), Assistance())
}

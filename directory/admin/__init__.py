from directory.admin.error_reports import ErrorReportAdmin
from directory.admin.introductions import IntroductionAdmin
from directory.admin.synonyms import SynonymAdmin

__all__ = ["ErrorReportAdmin", "IntroductionAdmin", "SynonymAdmin"]

from judging.models.assignment import Assignment, AssignmentSource, Candidate, PanelDuty
from judging.models.award import Award, Decree
from judging.models.plenary import Advancement, Minutes, PlenaryMove
from judging.models.relevance import Relevance
from judging.models.revocation import Revocation
from judging.models.round import Criterion, Round, RoundState, Stage
from judging.models.run import ScoreRun, Standing
from judging.models.scorecard import Revision, Score, Scorecard, ScorecardState

__all__ = [
    "Advancement",
    "Assignment",
    "AssignmentSource",
    "Award",
    "Candidate",
    "Criterion",
    "Decree",
    "Minutes",
    "PanelDuty",
    "PlenaryMove",
    "Relevance",
    "Revision",
    "Revocation",
    "Round",
    "RoundState",
    "Score",
    "ScoreRun",
    "Scorecard",
    "ScorecardState",
    "Stage",
    "Standing",
]

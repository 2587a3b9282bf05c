"""Every step of a case and of a replication, from each wrong state and by each wrong role."""

from __future__ import annotations

import pytest
from django.db import Error, transaction

from kipp.accounts.models import Role
from kipp.journal import moves
from kipp.journal.record import record
from scaling.models import CaseState, Replication, ReplicationState, ScalingCase
from tests import make
from tests.make.entries import now

pytestmark = pytest.mark.django_db

LIVES = (
    (ScalingCase, CaseState, make.scaling_case),
    (Replication, ReplicationState, make.replication),
)
WRONG_STATES = [
    pytest.param(factory, row, state, id=f"{row.verb}-{row.target}-from-{state}")
    for model, states, factory in LIVES
    for row in model.MOVES
    for state in states
    if state not in row.source
]
WRONG_ROLES = [
    pytest.param(factory, row, role, id=f"{row.verb}-{row.target}-by-{role}")
    for model, _states, factory in LIVES
    for row in model.MOVES
    for role in Role
    if not any(
        role in other.roles and other.verb == row.verb and other.target == row.target
        for other in model.MOVES
    )
]


@pytest.mark.parametrize(("factory", "row", "state"), WRONG_STATES)
def test_a_step_is_refused_from_a_wrong_state(factory, row, state):
    record_ = factory(state)
    roles = sorted(row.roles - {"SYSTEM"})
    actor = make.person(Role(roles[0]))

    _refused(record_, row, actor)


@pytest.mark.parametrize(("factory", "row", "role"), WRONG_ROLES)
def test_a_step_is_refused_to_a_wrong_role(factory, row, role):
    _refused(factory(sorted(row.source)[0]), row, make.person(role))


def _refused(subject, row, actor):
    before = subject.state
    with pytest.raises(moves.Refused):
        moves.move(subject, row.verb, by=actor, at=now(), to=row.target)
    with pytest.raises(Error, match="may not move"), transaction.atomic():
        line = record(row.verb, subject, by=actor, at=now())
        type(subject).objects.filter(pk=subject.pk).update(state=row.target, last_line=line)
    assert type(subject).objects.get(pk=subject.pk).state == before

"""An Admin Lokal acts on what goes through his own desk: the action says so, not only the page."""

from __future__ import annotations

import pytest

from kipp.accounts.models import InstitutionKind, Role
from kipp.journal.moves import Refused
from submissions.actions import lodging, remarks
from submissions.models import EntryState
from tests import make
from tests.submissions.unchanged import unchanged

pytestmark = pytest.mark.django_db
NOTE = [(None, "Perbaiki.")]
ACTIONS = {
    "give_back": (EntryState.WITH_AGENCY, lambda e, by: lodging.give_back(e, NOTE, by=by)),
    "relodge": (EntryState.RETURNED, lambda e, by: lodging.relodge(e, by=by)),
    "withdraw": (EntryState.LODGED, lambda e, by: lodging.withdraw(e, "Batal.", by=by)),
    "remark": (EntryState.WITH_AGENCY, lambda e, by: remarks.add(e, NOTE, by=by)),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_of_another_institution_is_refused(name):
    state, act = ACTIONS[name]
    entry, stranger = make.entry(state), make.person(Role.INSTITUTION_ADMIN)
    with unchanged(), pytest.raises(Refused, match="tidak melalui meja"):
        act(entry, stranger)


@pytest.mark.parametrize("name", ACTIONS)
def test_of_its_bumd_is_done(name):
    state, act = ACTIONS[name]
    pemda = make.institution()
    bumd = make.institution(kind=InstitutionKind.BUMD, parent=pemda)
    owner = make.person(Role.INNOVATOR, unit=make.unit(bumd))
    entry, admin = (
        make.entry(state, owner=owner),
        make.person(Role.INSTITUTION_ADMIN, institution=pemda),
    )
    assert act(entry, admin)


@pytest.mark.django_db(transaction=True)
def test_lodging_many_refuses_those_of_others_only():
    mine, theirs = make.with_agency(), make.with_agency()
    admin = make.person(Role.INSTITUTION_ADMIN, institution=mine.innovation.institution)
    (_, done), (_, refused) = lodging.lodge_many([mine, theirs], by=admin)
    assert not isinstance(done, Refused)
    assert "tidak melalui meja" in str(refused)
    theirs.refresh_from_db()
    assert theirs.state == EntryState.WITH_AGENCY

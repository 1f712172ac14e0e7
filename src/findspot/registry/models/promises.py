"""What end users promised, whether their papers are genuine, and what makers and states answered."""

from __future__ import annotations

from django.db import models

from findspot.registry.models.statement import Later, Statement


class Undertaking(Statement):
    """One promise, in an end-use statement or spoken; see ``vocabulary.records``."""

    undertaking = models.TextField()
    permit = models.TextField(blank=True)
    application = models.TextField(blank=True)
    statement = models.TextField(blank=True)
    kind = models.TextField()
    text = models.TextField(blank=True)
    given_by = models.TextField(blank=True)
    form = models.TextField()
    channel = models.TextField(blank=True)
    given_on = models.TextField(blank=True)
    signatory = models.TextField(blank=True)
    authentication = models.TextField(blank=True)
    permit_key = models.TextField(blank=True, db_index=True)
    application_key = models.TextField(blank=True, db_index=True)


class Authentication(Statement):
    """That an office asked whether an end-use statement is genuine."""

    statement = models.TextField()
    checked_by = models.TextField()
    asked_of = models.TextField(blank=True)
    channel = models.TextField(blank=True)
    asked_on = models.TextField(blank=True)
    statement_key = models.TextField(db_index=True)


class AuthenticationAnswer(Later):
    """What was answered to that."""

    answered_on = models.TextField(blank=True)
    outcome = models.TextField()
    text = models.TextField(blank=True)


class Answer(Statement):
    """A maker's or a state's answer to a question: a dated fact, silence included."""

    answer = models.TextField()
    by = models.TextField()
    outcome = models.TextField()
    item = models.TextField(blank=True, db_index=True)
    permit = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    question = models.TextField(blank=True)
    asked_on = models.TextField(blank=True)
    answered_on = models.TextField(blank=True)
    text = models.TextField(blank=True)
    permit_key = models.TextField(blank=True, db_index=True)

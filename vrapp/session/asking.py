"""The question that waits for an answer, and the answers so far."""

from __future__ import annotations

from vrapp.scene.question import DECLINED, Question
from vrapp.session.commands import Answer


class Asking:
    """One question at a time; those asked meanwhile wait their turn.

    Attributes
    ----------
    question
        What is asked now; None when nothing is.
    answers
        What was answered, oldest first.
    """

    def __init__(self) -> None:
        self.question: Question | None = None
        self.answers: tuple[Answer, ...] = ()
        self._waiting: list[Question] = []

    def ask(self, question: Question, events: list[str]) -> None:
        """Ask, now or after what is asked already; a question that waits is not asked twice."""
        if self.question is None:
            self.question = question
            events.append(f"asked: {question.id}")
        elif question != self.question and question not in self._waiting:
            self._waiting.append(question)

    def ask_first(self, question: Question, events: list[str]) -> None:
        """Ask now; what is asked already waits meanwhile."""
        if question == self.question:
            return
        if self.question is not None:
            self._waiting.insert(0, self.question)
        self._waiting = [waiting for waiting in self._waiting if waiting != question]
        self.question = question
        events.append(f"asked: {question.id}")

    def take(self, answer: Answer, events: list[str]) -> bool:
        """Take an answer to what is asked; False for one to anything else."""
        asked = self.question
        if asked is None or answer.id != asked.id:
            return False
        if answer.choice != DECLINED and answer.choice not in asked.choices:
            return False
        self.answers += (answer,)
        events.append(f"answered: {answer.id}={answer.choice} by {answer.by}")
        self._next(events)
        return True

    def said(self, answer: Answer, events: list[str]) -> None:
        """What is asked was answered aloud, by any value of its scale."""
        self.answers += (answer,)
        self._next(events)

    def withdraw(self, question: Question | None, events: list[str]) -> None:
        """Nobody has answered in time: it is asked no longer."""
        self._waiting = [waiting for waiting in self._waiting if waiting != question]
        if question is not None and question == self.question:
            events.append(f"not answered: {question.id}")
            self._next(events)

    def _next(self, events: list[str]) -> None:
        self.question = None
        if self._waiting:
            self.ask(self._waiting.pop(0), events)

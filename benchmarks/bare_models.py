"""The tables of the bare application."""

from django.contrib.auth.models import User
from django.db import models

YEAR_GROUPS = [("R", "Reception"), *((str(n), f"Year {n}") for n in range(1, 14))]
YEARS = [("both", "Both years"), ("one", "This year only")]


class Group(models.Model):
    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=100, default="Lewisham")
    phase = models.CharField(max_length=40, default="primary")
    capacity = models.PositiveIntegerField(default=10**6)
    listed = models.BooleanField(default=False)
    leads = models.ManyToManyField(User)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.title


class School(models.Model):
    urn = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    group = models.ForeignKey(Group, models.CASCADE)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.EmailField()
    school = models.ForeignKey(School, models.PROTECT)
    year_groups = models.JSONField(default=list)
    schemes = models.JSONField(default=list)
    scheme_other = models.CharField(max_length=100, blank=True)
    mentor_name = models.CharField(max_length=100)
    mentor_email = models.EmailField()
    years = models.CharField(max_length=10, choices=YEARS)
    first_only_reason = models.CharField(max_length=10, blank=True)
    first_only_words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.last_name


class Session(models.Model):
    group = models.ForeignKey(Group, models.CASCADE)
    on = models.DateField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return f"{self.on}"


class Mark(models.Model):
    session = models.ForeignKey(Session, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    mark = models.CharField(max_length=12)

    class Meta:
        app_label = "benchmarks"
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="bare_one_mark")
        ]

    def __str__(self) -> str:
        return self.mark

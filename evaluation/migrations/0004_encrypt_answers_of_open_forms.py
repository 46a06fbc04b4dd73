"""Answers of open forms that were sent or drafted in plain text become ciphertext.

Nothing shows who sent an answer of then, so its row has no request. Drafts were stored
under an HMAC of their link's id, by which their request is found.
"""

from django.conf import settings
from django.db import migrations
from django.utils.crypto import salted_hmac

from evaluation import encryption, key_files
from evaluation.errors import AnswersTooLong
from workgroups import randomness

SHORTENED = 1200  # characters of a text, where all of them are too long together


def draft_keys(link_id):
    return [
        salted_hmac(
            "evaluation.draft", link_id.hex, secret=key, algorithm="sha256"
        ).hexdigest()
        for key in [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    ]


def about(form_id, request_id):
    return f"form {form_id} request {request_id or ''}"


def key_path(form_id):
    return key_files.folder("form-keys") / f"{form_id}.key"


def encrypt_open_forms(apps, schema_editor):
    forms = apps.get_model("evaluation", "FeedbackForm")
    for form in forms.objects.filter(closed_at=None):
        for content in take_sent(apps, form):
            save(apps, form, None, content)
        for request, answers in take_drafts(apps, form):
            content = {"answers": answers, "may_be_quoted": False}
            save(apps, form, request.pk, content)
    apps.get_model("evaluation", "ResponseDraft").objects.all().delete()


def save(apps, form, request_id, content):
    key = key_files.find_or_make(key_path(form.pk))
    given = {"key": key, "about": about(form.pk, request_id)}
    try:
        ciphertext = encryption.encrypt(content, **given)
    except AnswersTooLong:
        short = {
            name: value[:SHORTENED] if isinstance(value, str) else value
            for name, value in content["answers"].items()
        }
        ciphertext = encryption.encrypt({**content, "answers": short}, **given)
    apps.get_model("evaluation", "EncryptedAnswers").objects.create(
        form=form, request_id=request_id, ciphertext=ciphertext
    )


def take_sent(apps, form):
    """Delete what was sent and return it in random order."""
    buffer = apps.get_model("evaluation", "BufferedResponse").objects
    responses = apps.get_model("evaluation", "Response").objects
    answers = apps.get_model("evaluation", "Answer").objects
    found = [
        {"answers": each.answers, "may_be_quoted": each.may_be_quoted}
        for each in buffer.filter(form=form)
    ]
    for response in responses.filter(form=form):
        given = answers.filter(response=response).select_related("question")
        values = {
            each.question.key: each.rating or each.choice or each.text for each in given
        }
        found.append({"answers": values, "may_be_quoted": response.may_be_quoted})
    buffer.filter(form=form).delete()
    answers.filter(response__form=form).delete()
    responses.filter(form=form).delete()
    randomness.shuffle(found)
    return found


def take_drafts(apps, form):
    drafts = apps.get_model("evaluation", "ResponseDraft").objects
    requests = apps.get_model("evaluation", "FeedbackRequest").objects
    for request in requests.filter(form=form, answered=False).exclude(link=None):
        draft = drafts.filter(key__in=draft_keys(request.link_id)).first()
        if draft is not None:
            yield request, draft.answers


def decrypt_open_forms(apps, schema_editor):
    buffer = apps.get_model("evaluation", "BufferedResponse").objects
    drafts = apps.get_model("evaluation", "ResponseDraft").objects
    encrypted = apps.get_model("evaluation", "EncryptedAnswers").objects
    for row in encrypted.select_related("request").order_by("?"):
        key = key_files.find(key_path(row.form_id))
        if key is None:
            continue
        content = encryption.decrypt(
            bytes(row.ciphertext), key=key, about=about(row.form_id, row.request_id)
        )
        if row.request is None or row.request.answered:
            buffer.create(form_id=row.form_id, **content)
        elif row.request.link_id:
            drafts.create(
                key=draft_keys(row.request.link_id)[0],
                form_id=row.form_id,
                answers=content["answers"],
            )
    encrypted.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_encrypted_answers"),
        ("recruitment", "0002_shipped_answer_options"),
    ]

    operations = [migrations.RunPython(encrypt_open_forms, decrypt_open_forms)]

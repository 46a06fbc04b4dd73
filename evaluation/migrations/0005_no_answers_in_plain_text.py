from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_encrypt_answers_of_open_forms")]

    operations = [
        migrations.DeleteModel(name="BufferedResponse"),
        migrations.DeleteModel(name="ResponseDraft"),
    ]

import django.db.models.deletion
import workgroups.randomness
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('recruitment', '0001_initial'),
        ('workgroups', '0001_initial'),
        ('workgroups', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=workgroups.randomness.new_uuid, editable=False, primary_key=True, serialize=False)),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('choice', models.CharField(blank=True, max_length=100)),
                ('text', models.TextField(blank=True)),
                ('fit_to_share', models.BooleanField(default=False)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('rating', None), ('rating__range', (1, 5)), _connector='OR'), name='a_rating_runs_from_one_to_five')],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_year', models.PositiveSmallIntegerField(verbose_name='academic year')),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('planning', 'planning'), ('collecting', 'collecting'), ('coding', 'reading and coding'), ('reporting', 'writing'), ('published', 'published')], default='planning', editable=False, max_length=12)),
                ('case', models.TextField(blank=True, verbose_name='what is the case?')),
                ('context', models.TextField(blank=True)),
                ('activity', models.TextField(blank=True, verbose_name='activity and data collection')),
                ('conclusion', models.TextField(blank=True)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('strategic_goal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.strategicgoal')),
                ('work_groups', models.ManyToManyField(blank=True, related_name='evaluations', to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(editable=False)),
                ('kind', models.CharField(choices=[('written', 'written feedback'), ('spoken', 'spoken feedback'), ('observation', 'seen in a session'), ('document', 'document')], max_length=12)),
                ('text', models.TextField()),
                ('redacted', models.TextField(blank=True)),
                ('heard_from', models.CharField(blank=True, choices=[('room', 'the whole room'), ('table', 'a table'), ('one', 'one to one')], max_length=10)),
                ('key_stage', models.CharField(blank=True, max_length=20)),
                ('strong_quote', models.BooleanField(default=False)),
                ('fit_to_publish', models.BooleanField(default=False)),
                ('read_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('queue_position', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='position among the unread')),
                ('answer', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='evaluation.answer')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='evaluation.evaluation')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('work_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['evaluation', 'number'],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'number'), name='one_evidence_number')],
            },
        ),
        migrations.CreateModel(
            name='FeedbackForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_on', models.DateField()),
                ('closes_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('shared_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='feedback_forms', to='workgroups.session')),
                ('work_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_forms', to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['-asked_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BufferedResponse',
            fields=[
                ('id', models.UUIDField(default=workgroups.randomness.new_uuid, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField()),
                ('may_be_quoted', models.BooleanField(default=False)),
                ('pseudonym', models.CharField(blank=True, max_length=64)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='evaluation.feedbackform')),
            ],
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('key', models.SlugField(max_length=40)),
                ('kind', models.CharField(choices=[('rating', 'rating from 1 to 5'), ('choice', 'one of several'), ('text', 'in your own words')], max_length=10)),
                ('text', models.CharField(max_length=300)),
                ('hint', models.CharField(blank=True, max_length=300)),
                ('low_label', models.CharField(blank=True, max_length=60)),
                ('high_label', models.CharField(blank=True, max_length=60)),
                ('options', models.JSONField(blank=True, default=list)),
                ('hub', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['question_set', 'number'],
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='question',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evaluation.question'),
        ),
        migrations.CreateModel(
            name='QuestionSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('baseline', 'before you start'), ('session', 'after a session'), ('gap_task', 'try before next time'), ('final', 'at the end of the year'), ('follow_up', 'a year later'), ('mentor', 'mentors'), ('itt', 'training providers'), ('leads', 'work group leads')], max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('version', models.PositiveSmallIntegerField(default=1)),
                ('copied_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='evaluation.questionset')),
                ('hub', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['kind', '-version'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'kind', 'title', 'version'), name='one_question_set_per_version')],
            },
        ),
        migrations.AddField(
            model_name='question',
            name='question_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='evaluation.questionset'),
        ),
        migrations.AddField(
            model_name='feedbackform',
            name='question_set',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evaluation.questionset'),
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(editable=False)),
                ('requested_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('queued', 'waiting to be made'), ('running', 'being made'), ('done', 'ready'), ('failed', 'could not be made')], default='queued', max_length=10)),
                ('snapshot', models.JSONField(blank=True, default=dict)),
                ('inputs_hash', models.CharField(blank=True, max_length=64)),
                ('done', models.PositiveSmallIntegerField(default=0)),
                ('total', models.PositiveSmallIntegerField(default=0)),
                ('step', models.CharField(blank=True, max_length=100)),
                ('lease_token', models.CharField(blank=True, max_length=40)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('dispatched_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='evaluation.evaluation')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
                'indexes': [models.Index(fields=['state', 'lease_until'], name='evaluation__state_740006_idx')],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'version'), name='one_report_per_version')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=150)),
                ('stored_as', models.CharField(max_length=100, unique=True)),
                ('size', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('report', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='evaluation.report')),
            ],
            options={
                'ordering': ['report', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('report', 'kind'), name='one_file_per_report_and_kind')],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.UUIDField(default=workgroups.randomness.new_uuid, editable=False, primary_key=True, serialize=False)),
                ('batch_on', models.DateField()),
                ('may_be_quoted', models.BooleanField(default=False)),
                ('pseudonym', models.CharField(blank=True, db_index=True, max_length=64)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='evaluation.feedbackform')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('question_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='evaluation.questionset')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.session')),
                ('work_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='answer',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='evaluation.response'),
        ),
        migrations.CreateModel(
            name='ResponseDraft',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('answers', models.JSONField(default=dict)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='evaluation.feedbackform')),
            ],
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('description', models.TextField(blank=True)),
                ('finding', models.TextField(blank=True, verbose_name='as it stands in the report')),
                ('kind', models.CharField(choices=[('finding', 'finding'), ('process', 'process')], default='finding', max_length=10)),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('suggested', 'suggested'), ('kept', 'kept'), ('merged', 'merged into another'), ('discarded', 'not used')], default='kept', max_length=10)),
                ('origin', models.CharField(choices=[('person', 'a person'), ('engine', 'suggested')], default='person', max_length=10)),
                ('words', models.JSONField(blank=True, default=list)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='evaluation.evaluation')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='evaluation.theme')),
            ],
            options={
                'ordering': ['evaluation', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ResearchQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group_number', models.PositiveSmallIntegerField()),
                ('group_title', models.CharField(max_length=120)),
                ('letter', models.CharField(max_length=1)),
                ('text', models.TextField()),
                ('figures', models.JSONField(blank=True, default=list)),
                ('asked_by', models.ManyToManyField(blank=True, to='evaluation.question')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='research_questions', to='evaluation.evaluation')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('themes', models.ManyToManyField(blank=True, to='evaluation.theme')),
            ],
            options={
                'ordering': ['evaluation', 'group_number', 'letter'],
                'constraints': [models.UniqueConstraint(fields=('evaluation', 'group_number', 'letter'), name='one_research_question_per_letter')],
            },
        ),
        migrations.CreateModel(
            name='Implication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('addressed_to', models.CharField(choices=[('hub', 'the hub'), ('leads', 'work group leads'), ('la', 'local authorities'), ('partner', 'partners'), ('ncetm', 'NCETM')], default='hub', max_length=10)),
                ('owner', models.CharField(blank=True, max_length=150)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('measure', models.TextField(blank=True, verbose_name='the measure that would show it worked')),
                ('state', models.CharField(choices=[('proposed', 'proposed'), ('agreed', 'agreed'), ('under_way', 'under way'), ('done', 'done'), ('dropped', 'dropped')], default='proposed', max_length=10)),
                ('what_became', models.TextField(blank=True, verbose_name='what became of it')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='implications', to='evaluation.evaluation')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('themes', models.ManyToManyField(related_name='implications', to='evaluation.theme')),
            ],
            options={
                'ordering': ['evaluation', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('person', 'a person'), ('engine', 'suggested')], default='person', max_length=10)),
                ('confidence', models.FloatField(blank=True, null=True)),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='why it is suggested')),
                ('reviewed', models.BooleanField(default=True)),
                ('coded_at', models.DateTimeField()),
                ('coder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('evidence', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='evaluation.evidence')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codings', to='evaluation.theme')),
            ],
            options={
                'ordering': ['evidence', 'theme'],
                'constraints': [models.UniqueConstraint(fields=('evidence', 'theme'), name='one_coding_per_passage_and_theme')],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('meeting', models.CharField(blank=True, max_length=200, verbose_name='meeting, where not a session')),
                ('on', models.DateField(verbose_name='date')),
                ('who_went', models.CharField(blank=True, max_length=200)),
                ('seen', models.TextField(blank=True, verbose_name='what was seen')),
                ('evaluation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='evaluation.evaluation')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='workgroups.session')),
            ],
            options={
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='evidence',
            name='visit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='evaluation.visit'),
        ),
        migrations.CreateModel(
            name='FeedbackRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answered', models.BooleanField(default=False)),
                ('form', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='evaluation.feedbackform')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('link', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='recruitment.link')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback_requests', to='recruitment.place')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'place'), name='one_request_per_form_and_place')],
            },
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('question_set', 'key'), name='one_question_per_set_and_key'),
        ),
        migrations.AddConstraint(
            model_name='feedbackform',
            constraint=models.UniqueConstraint(fields=('question_set', 'work_group', 'session'), name='one_form_per_set_group_and_session'),
        ),
        migrations.AddConstraint(
            model_name='feedbackform',
            constraint=models.UniqueConstraint(condition=models.Q(('session', None)), fields=('question_set', 'work_group'), name='one_form_of_the_year_per_set_and_group'),
        ),
        migrations.AddConstraint(
            model_name='answer',
            constraint=models.UniqueConstraint(fields=('response', 'question'), name='one_answer_per_question'),
        ),
    ]

import datetime
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import workgroups.models.hubs
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LocalAuthority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=3, unique=True, verbose_name='DfE code')),
                ('name', models.CharField(max_length=100)),
                ('in_use', models.BooleanField(default=True)),
            ],
            options={
                'verbose_name_plural': 'local authorities',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(choices=[('hei', 'university or other higher education institution'), ('scitt', 'SCITT'), ('school_direct', 'School Direct or lead partner'), ('teaching_school_hub', 'teaching school hub'), ('ecte_lead_provider', 'lead provider of ECT training'), ('other', 'other')], max_length=20)),
                ('accredited', models.BooleanField(default=False)),
                ('ukprn', models.CharField(blank=True, max_length=8, verbose_name='UKPRN')),
                ('in_use', models.BooleanField(default=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='RateLimitUse',
            fields=[
                ('key', models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                ('remaining', models.FloatField(editable=False)),
                ('changed_at', models.DateTimeField(db_index=True, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=150)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['email'],
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Hub',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True)),
                ('slug', models.SlugField(max_length=140, unique=True, verbose_name='name in web addresses')),
                ('former_names', models.TextField(blank=True, help_text='One a line.')),
                ('about', models.TextField(blank=True)),
                ('contact_name', models.CharField(max_length=120)),
                ('contact_email', models.EmailField(max_length=254)),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('controller', models.CharField(max_length=200, verbose_name='data controller')),
                ('privacy_notice', models.TextField()),
                ('notice_version', models.CharField(max_length=20)),
                ('retention_months', models.PositiveSmallIntegerField(default=12)),
                ('closed_weeks', models.JSONField(blank=True, default=workgroups.models.hubs.usual_closed_weeks)),
                ('offer_working_days', models.PositiveSmallIntegerField(default=5)),
                ('smallest_count', models.PositiveSmallIntegerField(default=5, help_text='Fewer answers than this are never shown.')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(('smallest_count__gte', 5)), name='fewer_than_five_are_never_shown')],
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('audience', models.CharField(choices=[('ect', 'early career teachers'), ('itt', 'initial teacher training providers'), ('teachers', 'other teachers'), ('leaders', 'local leaders of maths education')], max_length=10)),
                ('one_per_year', models.BooleanField(default=True, verbose_name='one secured place a person and year')),
                ('notes', models.TextField(blank=True)),
                ('copied_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='workgroups.programme')),
                ('hub', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'name'), name='one_programme_name_per_hub')],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_year', models.PositiveSmallIntegerField(verbose_name='academic year')),
                ('code_year', models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ('code_number', models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ('code_suffix', models.CharField(blank=True, editable=False, max_length=20)),
                ('old_codes', models.CharField(blank=True, max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('summary', models.TextField(blank=True)),
                ('who_for', models.TextField(blank=True, verbose_name='who this is for')),
                ('earlier_gains', models.TextField(blank=True, verbose_name='what earlier participants gained')),
                ('cost', models.CharField(blank=True, max_length=200)),
                ('themes', models.TextField(blank=True, verbose_name='key themes to choose from')),
                ('copied_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='workgroups.project')),
                ('hub', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['-start_year', 'title'],
            },
        ),
        migrations.CreateModel(
            name='IntendedOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('professional_learning', 'Professional learning'), ('practice_development', 'Practice development'), ('pupil_learning', 'Pupil learning'), ('organisational_policies', 'Organisational policies and approaches')], max_length=30)),
                ('audience', models.CharField(choices=[('participants', 'participants'), ('hub', "the hub's leadership team")], default='participants', max_length=20)),
                ('text', models.TextField()),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('hub', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='workgroups.project')),
            ],
            options={
                'ordering': ['audience', 'kind', 'order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Role',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hub_lead', 'hub lead'), ('assistant_hub_lead', 'assistant hub lead'), ('hub_administrator', 'hub administrator'), ('work_group_lead', 'work group lead'), ('la_partner', 'local authority partner'), ('evaluator', 'evaluator in residence'), ('national', 'national team')], max_length=20)),
                ('from_on', models.DateField(default=django.utils.timezone.localdate)),
                ('until_on', models.DateField(blank=True, null=True)),
                ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='workgroups.hub')),
                ('local_authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.localauthority')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='roles', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('hub', None), ('kind', 'national')), models.Q(models.Q(('kind', 'national'), _negated=True), ('hub__isnull', False)), _connector='OR'), name='a_role_belongs_to_a_hub_unless_national'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'la_partner'), _negated=True), ('local_authority__isnull', False), _connector='OR'), name='a_partner_recruits_in_a_local_authority')],
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('urn', models.PositiveIntegerField(unique=True, verbose_name='school number (URN)')),
                ('name', models.CharField(max_length=200)),
                ('search_name', models.CharField(db_index=True, editable=False, max_length=220)),
                ('la_estab', models.CharField(blank=True, max_length=7, verbose_name='LAEstab')),
                ('phase', models.CharField(choices=[('early_years', 'early years'), ('primary', 'primary'), ('secondary', 'secondary'), ('post_16', 'post-16'), ('all_through', 'all-through'), ('not_applicable', 'not given')], default='not_applicable', max_length=20)),
                ('type', models.CharField(blank=True, max_length=100)),
                ('state_funded', models.BooleanField(default=True)),
                ('status', models.CharField(choices=[('open', 'open'), ('closing', 'open, but proposed to close'), ('proposed', 'proposed to open'), ('closed', 'closed')], default='open', max_length=10)),
                ('low_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('high_age', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('street', models.CharField(blank=True, max_length=200)),
                ('town', models.CharField(blank=True, max_length=100)),
                ('postcode', models.CharField(blank=True, db_index=True, max_length=8)),
                ('trust', models.CharField(blank=True, max_length=200)),
                ('ukprn', models.CharField(blank=True, max_length=8, verbose_name='UKPRN')),
                ('opened_on', models.DateField(blank=True, null=True)),
                ('closed_on', models.DateField(blank=True, null=True)),
                ('successor_urn', models.PositiveIntegerField(blank=True, null=True)),
                ('local_authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='workgroups.localauthority')),
            ],
            options={
                'ordering': ['name', 'urn'],
            },
        ),
        migrations.CreateModel(
            name='Stage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=1)),
                ('name', models.CharField(max_length=80)),
                ('who_can_join', models.TextField(blank=True)),
                ('years_of_teaching', models.CharField(blank=True, max_length=40)),
                ('school_phase', models.CharField(blank=True, choices=[('early_years', 'early years'), ('primary', 'primary'), ('secondary', 'secondary'), ('post_16', 'post-16'), ('all_through', 'all-through'), ('not_applicable', 'not given')], max_length=20)),
                ('needs_earlier_stage', models.BooleanField(default=False, help_text='Asks newcomers whether they did year one elsewhere.')),
                ('state_funded_only', models.BooleanField(default=True)),
                ('copied_from', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='workgroups.stage')),
                ('hub', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='workgroups.programme')),
            ],
            options={
                'ordering': ['programme', 'order'],
                'constraints': [models.UniqueConstraint(fields=('programme', 'order'), name='one_stage_per_programme_and_step')],
            },
        ),
        migrations.AddField(
            model_name='project',
            name='stage',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='workgroups.stage'),
        ),
        migrations.CreateModel(
            name='StrategicGoal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_year', models.PositiveSmallIntegerField(verbose_name='academic year')),
                ('label', models.CharField(max_length=100)),
                ('text', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-start_year', 'label'],
                'constraints': [models.UniqueConstraint(fields=('start_year', 'label'), name='one_goal_per_year_and_label')],
            },
        ),
        migrations.AddField(
            model_name='project',
            name='strategic_goal',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.strategicgoal'),
        ),
        migrations.CreateModel(
            name='WorkGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=120, unique=True, verbose_name='name in web addresses')),
                ('title', models.CharField(max_length=200)),
                ('start_year', models.PositiveSmallIntegerField(verbose_name='academic year')),
                ('school_phase', models.CharField(choices=[('early_years', 'early years'), ('primary', 'primary'), ('secondary', 'secondary'), ('post_16', 'post-16'), ('all_through', 'all-through'), ('not_applicable', 'not given')], max_length=20)),
                ('key_theme', models.CharField(blank=True, max_length=120)),
                ('capacity', models.PositiveSmallIntegerField(blank=True, help_text='Empty: no limit. 0: a waiting list only.', null=True)),
                ('target', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('opens_on', models.DateField(blank=True, null=True, verbose_name='takes expressions of interest from')),
                ('closes_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('dates_confirmed', models.BooleanField(default=True)),
                ('offers', models.CharField(choices=[('at_once', 'offer at once while there are seats'), ('after_review', 'offer after somebody has looked')], default='at_once', max_length=20)),
                ('venue', models.CharField(blank=True, max_length=200)),
                ('commitment', models.TextField(blank=True, verbose_name='what taking part asks of you')),
                ('cancelled_on', models.DateField(blank=True, editable=False, null=True)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='work_groups', to='workgroups.hub')),
                ('leads', models.ManyToManyField(blank=True, related_name='led_groups', to=settings.AUTH_USER_MODEL)),
                ('local_authority', models.ForeignKey(blank=True, help_text='Empty where the group is for the whole hub.', null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.localauthority')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_groups', to='workgroups.project')),
            ],
            options={
                'ordering': ['-start_year', 'title'],
                'indexes': [models.Index(fields=['start_year', 'school_phase'], name='workgroups__start_y_c26c8d_idx')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('on', models.DateField(verbose_name='date')),
                ('starts', models.TimeField(default=datetime.time(16, 0))),
                ('ends', models.TimeField(default=datetime.time(18, 0))),
                ('starts_at', models.DateTimeField(db_index=True, editable=False)),
                ('day_share', models.DecimalField(decimal_places=2, default=0.25, max_digits=3, verbose_name='share of a day')),
                ('venue', models.CharField(blank=True, max_length=200)),
                ('joining_link', models.URLField(blank=True)),
                ('focus', models.CharField(blank=True, max_length=200)),
                ('outcomes', models.TextField(blank=True)),
                ('in_class_activity', models.TextField(blank=True, verbose_name='activity to take away')),
                ('gap_task', models.TextField(blank=True, verbose_name='try before next time')),
                ('to_bring', models.TextField(blank=True, verbose_name='what to bring')),
                ('between_minutes', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='minutes asked between sessions')),
                ('mentors_invited', models.CharField(blank=True, max_length=200, verbose_name='part to which mentors are invited')),
                ('delivered_as', models.CharField(blank=True, choices=[('planned', 'as planned'), ('adapted', 'adapted'), ('skipped', 'skipped')], max_length=10)),
                ('lead_note', models.TextField(blank=True, verbose_name='how it went')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('work_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['work_group', 'number'],
                'constraints': [models.UniqueConstraint(fields=('work_group', 'number'), name='one_session_per_group_and_number'), models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='a_session_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('role', models.CharField(blank=True, max_length=40)),
                ('action', models.CharField(max_length=60)),
                ('object_type', models.CharField(max_length=60)),
                ('object_id', models.CharField(max_length=40)),
                ('fields', models.TextField(blank=True, help_text='Names of the fields changed.')),
                ('reason', models.TextField(blank=True)),
                ('request_id', models.CharField(blank=True, max_length=40)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'verbose_name_plural': 'audit entries',
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['object_type', 'object_id'], name='workgroups__object__a4523c_idx')],
            },
        ),
        migrations.CreateModel(
            name='HubArea',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_year', models.PositiveSmallIntegerField(verbose_name='academic year')),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='workgroups.hub')),
                ('local_authority', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='workgroups.localauthority')),
            ],
            options={
                'ordering': ['-start_year', 'local_authority__name'],
                'constraints': [models.UniqueConstraint(fields=('hub', 'local_authority', 'start_year'), name='one_area_per_hub_authority_and_year')],
            },
        ),
    ]

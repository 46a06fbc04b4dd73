
import django.db.models.deletion
import django.db.models.functions.text
import workgroups.randomness
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('workgroups', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnswerOption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('scheme', 'scheme or materials'), ('end_reason', 'reason why a place ended'), ('first_year_reason', 'reason for the first year only')], max_length=20)),
                ('code', models.SlugField(editable=False, max_length=60, unique=True)),
                ('label', models.CharField(max_length=100)),
                ('phase', models.CharField(blank=True, choices=[('early_years', 'early years'), ('primary', 'primary'), ('secondary', 'secondary'), ('post_16', 'post-16'), ('all_through', 'all-through'), ('not_applicable', 'not given')], help_text='Empty: offered in groups of every phase.', max_length=20, verbose_name='school phase')),
                ('in_use', models.BooleanField(default=True)),
                ('order', models.PositiveSmallIntegerField(default=50)),
                ('hub', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['kind', 'order', 'label'],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.UUIDField(default=workgroups.randomness.new_uuid, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('confirm', 'confirm a place'), ('mentor', "mentor's page"), ('sign_in', 'sign in to my places'), ('feedback', 'give feedback'), ('invitation', 'accept an invitation')], max_length=20)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('superseded_at', models.DateTimeField(blank=True, null=True)),
                ('hub', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
        ),
        migrations.CreateModel(
            name='Email',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('about_type', models.CharField(max_length=60)),
                ('about_id', models.BigIntegerField()),
                ('occasion', models.CharField(blank=True, max_length=60)),
                ('recipient_type', models.CharField(max_length=60)),
                ('recipient_id', models.BigIntegerField()),
                ('address', models.CharField(choices=[('main', 'main address'), ('second', 'second address')], default='main', max_length=10)),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('state', models.CharField(choices=[('draft', 'draft'), ('queued', 'waiting to go'), ('sending', 'going out'), ('sent', 'sent'), ('to_retry', 'to be tried again'), ('failed', 'failed'), ('bounced', 'came back'), ('cancelled', 'no longer needed')], default='queued', max_length=10)),
                ('written_at', models.DateTimeField()),
                ('lease_token', models.CharField(blank=True, editable=False, max_length=40)),
                ('lease_until', models.DateTimeField(blank=True, editable=False, null=True)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('dispatched_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('subject_kept', models.CharField(blank=True, max_length=250)),
                ('body_kept', models.TextField(blank=True)),
                ('hub', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='recruitment.link')),
            ],
            options={
                'ordering': ['-written_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Mentor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('email', models.EmailField(db_index=True, max_length=254)),
                ('objected_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('email_failed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_name', models.CharField(max_length=100)),
                ('last_name', models.CharField(max_length=100)),
                ('email', models.EmailField(db_index=True, max_length=254)),
                ('second_email', models.EmailField(blank=True, max_length=254, verbose_name='address for the holidays')),
                ('former_emails', models.JSONField(blank=True, default=list, editable=False)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('email_failed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
            ],
            options={
                'ordering': ['last_name', 'first_name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('school_name', models.CharField(blank=True, max_length=200)),
                ('works_in_school', models.BooleanField(default=True)),
                ('provider_name', models.CharField(blank=True, max_length=200)),
                ('job_role', models.CharField(blank=True, max_length=100)),
                ('induction_year', models.CharField(blank=True, choices=[('first', 'first year of ECT'), ('second', 'second year of ECT'), ('finished', 'finished ECT'), ('none', 'not an ECT'), ('unknown', "I don't know yet")], max_length=10)),
                ('year_groups', models.JSONField(blank=True, default=list)),
                ('schemes', models.JSONField(blank=True, default=list)),
                ('scheme_other', models.CharField(blank=True, max_length=100)),
                ('lead_provider_name', models.CharField(blank=True, max_length=100)),
                ('access_needs', models.TextField(blank=True)),
                ('release_agreed', models.CharField(blank=True, choices=[('yes', 'yes'), ('not_yet', 'not yet'), ('unknown', "I don't know")], max_length=10)),
                ('release_name', models.CharField(blank=True, max_length=150)),
                ('release_role', models.CharField(blank=True, max_length=100)),
                ('release_email', models.EmailField(blank=True, max_length=254)),
                ('ask_a_year_later', models.BooleanField(default=False)),
                ('earlier_stage', models.BooleanField(blank=True, null=True)),
                ('earlier_stage_where', models.CharField(blank=True, max_length=200)),
                ('leads_itt_maths', models.BooleanField(blank=True, null=True)),
                ('awards', models.JSONField(blank=True, default=list)),
                ('itt_theme', models.CharField(blank=True, max_length=120)),
                ('deputy_name', models.CharField(blank=True, max_length=150)),
                ('deputy_email', models.EmailField(blank=True, max_length=254)),
                ('start_year', models.PositiveSmallIntegerField(editable=False, verbose_name='academic year')),
                ('one_per_year', models.BooleanField(default=True, editable=False)),
                ('state', models.CharField(choices=[('interested', 'interested'), ('waiting', 'on the waiting list'), ('offered', 'asked to confirm'), ('confirmed', 'secured'), ('provisional', 'pencilled in for next year'), ('completed', 'completed'), ('not_completed', 'not completed'), ('declined', 'said no'), ('lapsed', 'not confirmed in time'), ('withdrawn', 'withdrawn'), ('not_selected', 'not selected'), ('deferred', 'put off to a later year'), ('moved', 'moved to another group'), ('cancelled_by_hub', 'cancelled by the hub')], editable=False, max_length=20)),
                ('priority', models.SmallIntegerField(default=0)),
                ('registered_at', models.DateTimeField(editable=False)),
                ('offer_ends_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('clock_paused_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('end_reason', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recruitment.answeroption', to_field='code')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('lead_provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='workgroups.provider')),
                ('moved_to', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='recruitment.place')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='recruitment.participant')),
                ('programme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='workgroups.programme')),
                ('provider', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='workgroups.provider')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='workgroups.school')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='workgroups.stage')),
                ('work_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='places', to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['-registered_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mark', models.CharField(choices=[('present', 'present'), ('late', 'late'), ('left_early', 'left early'), ('apologies', 'apologies'), ('absent', 'absent')], max_length=12)),
                ('deputy', models.CharField(blank=True, max_length=150)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('marked_at', models.DateTimeField()),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('marked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='workgroups.session')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='recruitment.place')),
            ],
            options={
                'ordering': ['session_id', 'place_id'],
            },
        ),
        migrations.CreateModel(
            name='PlaceEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_state', models.CharField(blank=True, max_length=20)),
                ('to_state', models.CharField(choices=[('interested', 'interested'), ('waiting', 'on the waiting list'), ('offered', 'asked to confirm'), ('confirmed', 'secured'), ('provisional', 'pencilled in for next year'), ('completed', 'completed'), ('not_completed', 'not completed'), ('declined', 'said no'), ('lapsed', 'not confirmed in time'), ('withdrawn', 'withdrawn'), ('not_selected', 'not selected'), ('deferred', 'put off to a later year'), ('moved', 'moved to another group'), ('cancelled_by_hub', 'cancelled by the hub')], max_length=20)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('actor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='recruitment.place')),
            ],
            options={
                'ordering': ['place_id', 'at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RecruitmentLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('label', models.CharField(max_length=120)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('local_authority', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.localauthority')),
                ('work_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['label'],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('both_years', models.BooleanField(default=False)),
                ('first_only_words', models.TextField(blank=True)),
                ('source', models.CharField(choices=[('form', 'form'), ('link', 'recruiting link'), ('import', 'list'), ('walk_in', 'came to a session'), ('staff', 'entered by staff')], default='form', max_length=10)),
                ('notice_version', models.CharField(blank=True, max_length=20)),
                ('form_key', models.UUIDField(default=workgroups.randomness.new_uuid, editable=False, unique=True)),
                ('registered_at', models.DateTimeField()),
                ('first_only_reason', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='recruitment.answeroption', to_field='code')),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='recruitment.participant')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='workgroups.programme')),
                ('recruitment_link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='recruitment.recruitmentlink')),
                ('work_group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='workgroups.workgroup')),
            ],
            options={
                'ordering': ['registered_at', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='place',
            name='registration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='recruitment.registration'),
        ),
        migrations.CreateModel(
            name='Mentorship',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('hub', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, to='workgroups.hub')),
                ('mentor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentorships', to='recruitment.mentor')),
                ('participant', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentorships', to='recruitment.participant')),
                ('registration', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentorships', to='recruitment.registration')),
            ],
            options={
                'ordering': ['participant', '-from_on'],
            },
        ),
        migrations.CreateModel(
            name='RegistrationDraft',
            fields=[
                ('id', models.UUIDField(default=workgroups.randomness.new_uuid, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(db_index=True)),
                ('hub', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='workgroups.hub')),
                ('recruitment_link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='recruitment.recruitmentlink')),
                ('work_group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='workgroups.workgroup')),
            ],
        ),
        migrations.AddConstraint(
            model_name='answeroption',
            constraint=models.UniqueConstraint(models.F('kind'), models.F('hub'), django.db.models.functions.text.Lower('label'), name='one_option_per_hub_kind_and_label'),
        ),
        migrations.AddConstraint(
            model_name='answeroption',
            constraint=models.UniqueConstraint(models.F('kind'), django.db.models.functions.text.Lower('label'), condition=models.Q(('hub', None)), name='one_national_option_per_kind_and_label'),
        ),
        migrations.AddIndex(
            model_name='link',
            index=models.Index(fields=['purpose', 'subject_type', 'subject_id'], name='recruitment_purpose_98545d_idx'),
        ),
        migrations.AddIndex(
            model_name='email',
            index=models.Index(fields=['state', 'next_try_at'], name='recruitment_state_a76351_idx'),
        ),
        migrations.AddIndex(
            model_name='email',
            index=models.Index(fields=['about_type', 'about_id'], name='recruitment_about_t_2b95c2_idx'),
        ),
        migrations.AddConstraint(
            model_name='email',
            constraint=models.UniqueConstraint(fields=('kind', 'about_type', 'about_id', 'occasion', 'recipient_type', 'recipient_id'), name='one_email_per_kind_occasion_and_recipient'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.UniqueConstraint(fields=('hub', 'email'), name='one_mentor_per_hub_and_address'),
        ),
        migrations.AddConstraint(
            model_name='mentor',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='mentor_email_is_lower_case'),
        ),
        migrations.AddIndex(
            model_name='participant',
            index=models.Index(fields=['hub', 'email'], name='recruitment_hub_id_4dd058_idx'),
        ),
        migrations.AddConstraint(
            model_name='participant',
            constraint=models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='participant_email_is_lower_case'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('place', 'session'), name='one_mark_per_place_and_session'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['work_group', 'state'], name='recruitment_work_gr_eee3b8_idx'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['hub', 'start_year', 'state'], name='recruitment_hub_id_230439_idx'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['hub', '-registered_at', '-id'], name='places_of_a_hub_newest'),
        ),
        migrations.AddIndex(
            model_name='place',
            index=models.Index(fields=['state', 'offer_ends_at'], name='recruitment_state_54820d_idx'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('one_per_year', True), ('state__in', ('confirmed', 'completed', 'not_completed'))), fields=('participant', 'programme', 'start_year'), name='one_secured_place_per_programme_and_year'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('interested', 'waiting', 'offered', 'confirmed'))), fields=('participant', 'work_group'), name='one_open_place_per_person_and_group'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('provisional', 'deferred', 'withdrawn', 'cancelled_by_hub')), ('work_group__isnull', False), _connector='OR'), name='a_place_has_a_group_unless_pencilled_in'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), ('offer_ends_at__isnull', False), _connector='OR'), name='an_offer_has_an_end'),
        ),
        migrations.AddConstraint(
            model_name='place',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['interested', 'waiting', 'offered', 'confirmed', 'provisional', 'completed', 'not_completed', 'declined', 'lapsed', 'withdrawn', 'not_selected', 'deferred', 'moved', 'cancelled_by_hub'])), name='place_has_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='mentorship',
            constraint=models.UniqueConstraint(condition=models.Q(('until_on', None)), fields=('participant', 'mentor', 'registration'), name='one_running_mentorship_per_pair_and_form'),
        ),
    ]

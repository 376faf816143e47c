import django.contrib.postgres.constraints
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import sodoan.common.periods
from django.conf import settings
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('people', '0001_initial'),
        ('people', '0002_wall_consent_day'),
        ('people', '0003_merge'),
        ('people', '0004_guarded_places'),
        ('people', '0005_issued_precision'),
    ]

    initial = True

    dependencies = [
        ('common', '0001_extensions'),
        ('org', '0001_foundation'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddTogether([
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                    ('sort_key', models.CharField(db_collation='C', editable=False, max_length=400)),
                    ('search_key', models.CharField(editable=False, max_length=160)),
                    ('sex', models.CharField(choices=[('male', 'Nam'), ('female', 'Nữ')], max_length=6, verbose_name='giới tính')),
                    ('born_on', models.DateField(verbose_name='ngày sinh')),
                    ('born_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày sinh')),
                    ('member_code', models.CharField(blank=True, max_length=30, verbose_name='mã định danh đoàn viên')),
                    ('id_number_hash', models.CharField(blank=True, editable=False, max_length=64, null=True)),
                    ('home_town', models.CharField(blank=True, max_length=300, verbose_name='quê quán')),
                    ('home_province', models.CharField(blank=True, editable=False, max_length=3, verbose_name='tỉnh, thành phố (sau sắp xếp)')),
                    ('address', models.CharField(blank=True, max_length=300, verbose_name='địa chỉ thường trú')),
                    ('schooling', models.CharField(blank=True, max_length=60, verbose_name='trình độ văn hóa')),
                    ('degree', models.CharField(blank=True, max_length=120, verbose_name='trình độ chuyên môn')),
                    ('theory', models.CharField(blank=True, max_length=60, verbose_name='trình độ lý luận chính trị')),
                    ('it_level', models.CharField(blank=True, max_length=60, verbose_name='tin học')),
                    ('language_level', models.CharField(blank=True, max_length=60, verbose_name='ngoại ngữ')),
                    ('joined_on', models.DateField(blank=True, null=True, verbose_name='ngày vào Đoàn')),
                    ('joined_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày vào Đoàn')),
                    ('admission_no', models.CharField(blank=True, max_length=60, verbose_name='số nghị quyết chuẩn y kết nạp')),
                    ('card_no', models.CharField(blank=True, max_length=40, verbose_name='số thẻ đoàn')),
                    ('occupation', models.CharField(blank=True, max_length=120, verbose_name='nghề nghiệp hiện nay')),
                    ('category', models.CharField(choices=[('worker', 'Công nhân, lao động'), ('entrepreneur', 'Doanh nhân trẻ'), ('rural', 'Nông thôn'), ('civil_servant', 'Cán bộ, công chức, viên chức'), ('teacher', 'Giáo viên, giảng viên'), ('student', 'Học sinh, sinh viên'), ('armed_forces', 'Lực lượng vũ trang'), ('other', 'Đối tượng khác')], default='other', max_length=14, verbose_name='đối tượng đoàn viên')),
                    ('association', models.CharField(blank=True, max_length=60, verbose_name='Hội')),
                    ('commendation', models.TextField(blank=True, verbose_name='khen thưởng')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                    ('phone', models.CharField(blank=True, max_length=15, verbose_name='điện thoại')),
                    ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                    ('wall_consent', models.BooleanField(blank=True, null=True, verbose_name='đồng ý treo phiếu đăng ký ở nơi sinh hoạt')),
                    ('wall_consent_on', models.DateField(blank=True, editable=False, null=True, verbose_name='ngày trả lời về việc treo phiếu')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('merged_into', models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='people.person', verbose_name='đã gộp vào hồ sơ')),
                    ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                ],
                options={
                    'verbose_name': 'đoàn viên',
                    'verbose_name_plural': 'đoàn viên',
                },
            ),
            migrations.CreateModel(
                name='Distinction',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xem xét')),
                    ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distinct_after', to='people.person', verbose_name='hồ sơ thứ nhất')),
                    ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='distinct_before', to='people.person', verbose_name='hồ sơ thứ hai')),
                ],
                options={
                    'verbose_name': 'cặp hồ sơ không phải một người',
                    'verbose_name_plural': 'cặp hồ sơ không phải một người',
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('official', 'Đoàn viên chính thức'), ('temporary', 'Sinh hoạt tạm'), ('honorary', 'Đoàn viên danh dự')], default='official', max_length=10, verbose_name='loại')),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                    ('ended_by', models.CharField(blank=True, choices=[('transfer', 'Chuyển sinh hoạt'), ('maturity', 'Trưởng thành Đoàn'), ('removed', 'Xóa tên'), ('expelled', 'Khai trừ'), ('returned', 'Hết sinh hoạt tạm'), ('deceased', 'Từ trần'), ('correction', 'Sửa nhập nhầm')], max_length=12, verbose_name='lý do kết thúc')),
                    ('decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='org.unit', verbose_name='đơn vị')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.person', verbose_name='đoàn viên')),
                ],
                options={
                    'verbose_name': 'sinh hoạt Đoàn',
                    'verbose_name_plural': 'sinh hoạt Đoàn',
                },
            ),
            migrations.CreateModel(
                name='Merge',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('moved', models.JSONField(default=dict, verbose_name='dòng đã chuyển')),
                    ('versions', models.JSONField(default=dict, verbose_name='phiên bản trước khi gộp')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                    ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gộp')),
                    ('gone', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='merge', to='people.person', verbose_name='hồ sơ đã gộp')),
                    ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='people.person', verbose_name='hồ sơ giữ lại')),
                ],
                options={
                    'verbose_name': 'lần gộp hồ sơ',
                    'verbose_name_plural': 'lần gộp hồ sơ',
                },
            ),
            migrations.CreateModel(
                name='SensitiveProfile',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='sensitive', serialize=False, to='people.person', verbose_name='đoàn viên')),
                    ('id_number', models.BinaryField(blank=True, null=True, verbose_name='số CMND/CCCD (mã hóa)')),
                    ('id_issued_on', models.DateField(blank=True, null=True, verbose_name='ngày cấp')),
                    ('id_issued_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày cấp')),
                    ('id_issued_by', models.CharField(blank=True, max_length=120, verbose_name='nơi cấp')),
                    ('ethnicity', models.CharField(blank=True, max_length=40, verbose_name='dân tộc')),
                    ('religion', models.CharField(blank=True, max_length=60, verbose_name='tôn giáo')),
                    ('party_joined_on', models.DateField(blank=True, null=True, verbose_name='ngày vào Đảng')),
                    ('party_joined_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày vào Đảng')),
                    ('party_official_on', models.DateField(blank=True, null=True, verbose_name='ngày chính thức')),
                    ('discipline', models.TextField(blank=True, verbose_name='kỷ luật')),
                ],
                options={
                    'verbose_name': 'thông tin nhạy cảm',
                    'verbose_name_plural': 'thông tin nhạy cảm',
                },
            ),
            migrations.CreateModel(
                name='MergeEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('moved', models.JSONField(default=dict, verbose_name='dòng đã chuyển')),
                    ('versions', models.JSONField(default=dict, verbose_name='phiên bản trước khi gộp')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                    ('by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người gộp')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.merge')),
                    ('gone', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='hồ sơ đã gộp')),
                    ('kept', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='hồ sơ giữ lại')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='MembershipEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('official', 'Đoàn viên chính thức'), ('temporary', 'Sinh hoạt tạm'), ('honorary', 'Đoàn viên danh dự')], default='official', max_length=10, verbose_name='loại')),
                    ('during', sodoan.common.periods.PeriodField(verbose_name='thời gian')),
                    ('ended_by', models.CharField(blank=True, choices=[('transfer', 'Chuyển sinh hoạt'), ('maturity', 'Trưởng thành Đoàn'), ('removed', 'Xóa tên'), ('expelled', 'Khai trừ'), ('returned', 'Hết sinh hoạt tạm'), ('deceased', 'Từ trần'), ('correction', 'Sửa nhập nhầm')], max_length=12, verbose_name='lý do kết thúc')),
                    ('decision_no', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.membership')),
                    ('unit', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='org.unit', verbose_name='đơn vị')),
                    ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='đoàn viên')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='DistinctionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                    ('by', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người xem xét')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.distinction')),
                    ('first', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='hồ sơ thứ nhất')),
                    ('second', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='hồ sơ thứ hai')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PersonEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('full_name', models.CharField(max_length=120, verbose_name='họ và tên')),
                    ('sort_key', models.CharField(db_collation='C', editable=False, max_length=400)),
                    ('search_key', models.CharField(editable=False, max_length=160)),
                    ('sex', models.CharField(choices=[('male', 'Nam'), ('female', 'Nữ')], max_length=6, verbose_name='giới tính')),
                    ('born_on', models.DateField(verbose_name='ngày sinh')),
                    ('born_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày sinh')),
                    ('member_code', models.CharField(blank=True, max_length=30, verbose_name='mã định danh đoàn viên')),
                    ('id_number_hash', models.CharField(blank=True, editable=False, max_length=64, null=True)),
                    ('home_town', models.CharField(blank=True, max_length=300, verbose_name='quê quán')),
                    ('home_province', models.CharField(blank=True, editable=False, max_length=3, verbose_name='tỉnh, thành phố (sau sắp xếp)')),
                    ('address', models.CharField(blank=True, max_length=300, verbose_name='địa chỉ thường trú')),
                    ('schooling', models.CharField(blank=True, max_length=60, verbose_name='trình độ văn hóa')),
                    ('degree', models.CharField(blank=True, max_length=120, verbose_name='trình độ chuyên môn')),
                    ('theory', models.CharField(blank=True, max_length=60, verbose_name='trình độ lý luận chính trị')),
                    ('it_level', models.CharField(blank=True, max_length=60, verbose_name='tin học')),
                    ('language_level', models.CharField(blank=True, max_length=60, verbose_name='ngoại ngữ')),
                    ('joined_on', models.DateField(blank=True, null=True, verbose_name='ngày vào Đoàn')),
                    ('joined_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày vào Đoàn')),
                    ('admission_no', models.CharField(blank=True, max_length=60, verbose_name='số nghị quyết chuẩn y kết nạp')),
                    ('card_no', models.CharField(blank=True, max_length=40, verbose_name='số thẻ đoàn')),
                    ('occupation', models.CharField(blank=True, max_length=120, verbose_name='nghề nghiệp hiện nay')),
                    ('category', models.CharField(choices=[('worker', 'Công nhân, lao động'), ('entrepreneur', 'Doanh nhân trẻ'), ('rural', 'Nông thôn'), ('civil_servant', 'Cán bộ, công chức, viên chức'), ('teacher', 'Giáo viên, giảng viên'), ('student', 'Học sinh, sinh viên'), ('armed_forces', 'Lực lượng vũ trang'), ('other', 'Đối tượng khác')], default='other', max_length=14, verbose_name='đối tượng đoàn viên')),
                    ('association', models.CharField(blank=True, max_length=60, verbose_name='Hội')),
                    ('commendation', models.TextField(blank=True, verbose_name='khen thưởng')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                    ('phone', models.CharField(blank=True, max_length=15, verbose_name='điện thoại')),
                    ('note', models.TextField(blank=True, verbose_name='ghi chú')),
                    ('wall_consent', models.BooleanField(blank=True, null=True, verbose_name='đồng ý treo phiếu đăng ký ở nơi sinh hoạt')),
                    ('wall_consent_on', models.DateField(blank=True, editable=False, null=True, verbose_name='ngày trả lời về việc treo phiếu')),
                    ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('merged_into', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='people.person', verbose_name='đã gộp vào hồ sơ')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.person')),
                    ('user', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='SensitiveProfileEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id_number', models.BinaryField(blank=True, null=True, verbose_name='số CMND/CCCD (mã hóa)')),
                    ('id_issued_on', models.DateField(blank=True, null=True, verbose_name='ngày cấp')),
                    ('id_issued_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày cấp')),
                    ('id_issued_by', models.CharField(blank=True, max_length=120, verbose_name='nơi cấp')),
                    ('ethnicity', models.CharField(blank=True, max_length=40, verbose_name='dân tộc')),
                    ('religion', models.CharField(blank=True, max_length=60, verbose_name='tôn giáo')),
                    ('party_joined_on', models.DateField(blank=True, null=True, verbose_name='ngày vào Đảng')),
                    ('party_joined_precision', models.CharField(choices=[('day', 'Ngày'), ('month', 'Tháng'), ('year', 'Năm')], default='day', max_length=5, verbose_name='độ chính xác ngày vào Đảng')),
                    ('party_official_on', models.DateField(blank=True, null=True, verbose_name='ngày chính thức')),
                    ('discipline', models.TextField(blank=True, verbose_name='kỷ luật')),
                    ('person', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', serialize=False, to='people.person', verbose_name='đoàn viên')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='people.sensitiveprofile')),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
        AddTogether([
            pgtrigger.migrations.AddTrigger(
                model_name='sensitiveprofile',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_sensitiveprofileevent" ("discipline", "ethnicity", "id_issued_by", "id_issued_on", "id_issued_precision", "id_number", "party_joined_on", "party_joined_precision", "party_official_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "religion") SELECT new_values."discipline", new_values."ethnicity", new_values."id_issued_by", new_values."id_issued_on", new_values."id_issued_precision", new_values."id_number", new_values."party_joined_on", new_values."party_joined_precision", new_values."party_official_on", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."person_id", new_values."religion" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='555d3107f872d91f657b9934c5f145c035118c28', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_ac63e', referencing='REFERENCING NEW TABLE AS new_values ', table='people_sensitiveprofile', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sensitiveprofile',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_sensitiveprofileevent" ("discipline", "ethnicity", "id_issued_by", "id_issued_on", "id_issued_precision", "id_number", "party_joined_on", "party_joined_precision", "party_official_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "religion") SELECT new_values."discipline", new_values."ethnicity", new_values."id_issued_by", new_values."id_issued_on", new_values."id_issued_precision", new_values."id_number", new_values."party_joined_on", new_values."party_joined_precision", new_values."party_official_on", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."person_id", new_values."religion" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."person_id") = (new_values."person_id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='ad737572d9b949fabeeff1ee93ca5a7431283512', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_62c7e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='people_sensitiveprofile', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='sensitiveprofile',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_sensitiveprofileevent" ("discipline", "ethnicity", "id_issued_by", "id_issued_on", "id_issued_precision", "id_number", "party_joined_on", "party_joined_precision", "party_official_on", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "religion") SELECT old_values."discipline", old_values."ethnicity", old_values."id_issued_by", old_values."id_issued_on", old_values."id_issued_precision", old_values."id_number", old_values."party_joined_on", old_values."party_joined_precision", old_values."party_official_on", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."person_id", old_values."religion" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e2441f12ea46cc6e8fe95d3aca39282b536d4cb0', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_09922', referencing='REFERENCING OLD TABLE AS old_values ', table='people_sensitiveprofile', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='person',
                index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='person_merged'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=models.Index(fields=['sort_key', 'id'], name='person_sort'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=models.Index(fields=['category', 'sort_key', 'id'], name='person_category'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=models.Index(fields=['born_on'], name='person_born'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=models.Index(fields=['search_key', 'born_on'], name='person_name_birth'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=models.Index(condition=models.Q(('phone', ''), _negated=True), fields=['phone'], name='person_phone'),
            ),
            migrations.AddIndex(
                model_name='person',
                index=django.contrib.postgres.indexes.GinIndex(fields=['search_key'], name='person_search', opclasses=['gin_trgm_ops']),
            ),
            migrations.AddConstraint(
                model_name='person',
                constraint=models.UniqueConstraint(fields=('id_number_hash',), name='one_person_per_citizen_number'),
            ),
            migrations.AddConstraint(
                model_name='person',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('wall_consent', None), ('wall_consent_on', None)), models.Q(('wall_consent__isnull', False), ('wall_consent_on__isnull', False)), _connector='OR'), name='wall_consent_has_its_day'),
            ),
            migrations.AddConstraint(
                model_name='person',
                constraint=models.CheckConstraint(condition=models.Q(('merged_into', models.F('id')), _negated=True), name='person_merged_into_another'),
            ),
            migrations.AddConstraint(
                model_name='person',
                constraint=models.CheckConstraint(condition=models.Q(('merged_into', None), ('id_number_hash', None), _connector='OR'), name='merged_person_has_no_citizen_number'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='person',
                trigger=pgtrigger.compiler.Trigger(name='merged_into_a_living_file', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."merged_into_id" IS NOT NULL)', func="\n    IF EXISTS (SELECT FROM people_person WHERE id = NEW.merged_into_id\n               AND merged_into_id IS NOT NULL) THEN\n        RAISE EXCEPTION 'a file is merged into a living one' USING ERRCODE = '23514';\n    END IF;\n    IF EXISTS (SELECT FROM people_membership WHERE person_id = NEW.id)\n       OR EXISTS (SELECT FROM org_appointment WHERE person_id = NEW.id) THEN\n        RAISE EXCEPTION 'a file merged away has given everything to the other'\n            USING ERRCODE = '23514';\n    END IF;\n    RETURN NEW;\n", hash='1d73df8929d7b097b774c7996050083537434155', operation='UPDATE OF "merged_into_id"', pgid='pgtrigger_merged_into_a_living_file_8312b', table='people_person', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='person',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_personevent" ("address", "admission_no", "association", "born_on", "born_precision", "card_no", "category", "commendation", "created_at", "degree", "email", "full_name", "home_province", "home_town", "id", "id_number_hash", "it_level", "joined_on", "joined_precision", "language_level", "member_code", "merged_into_id", "note", "occupation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "schooling", "search_key", "sex", "sort_key", "theory", "user_id", "wall_consent", "wall_consent_on") SELECT new_values."address", new_values."admission_no", new_values."association", new_values."born_on", new_values."born_precision", new_values."card_no", new_values."category", new_values."commendation", new_values."created_at", new_values."degree", new_values."email", new_values."full_name", new_values."home_province", new_values."home_town", new_values."id", new_values."id_number_hash", new_values."it_level", new_values."joined_on", new_values."joined_precision", new_values."language_level", new_values."member_code", new_values."merged_into_id", new_values."note", new_values."occupation", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."phone", new_values."schooling", new_values."search_key", new_values."sex", new_values."sort_key", new_values."theory", new_values."user_id", new_values."wall_consent", new_values."wall_consent_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8ec40f7da76387eb44da3f0be5d4c59eec916c9a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_65688', referencing='REFERENCING NEW TABLE AS new_values ', table='people_person', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='person',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_personevent" ("address", "admission_no", "association", "born_on", "born_precision", "card_no", "category", "commendation", "created_at", "degree", "email", "full_name", "home_province", "home_town", "id", "id_number_hash", "it_level", "joined_on", "joined_precision", "language_level", "member_code", "merged_into_id", "note", "occupation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "schooling", "search_key", "sex", "sort_key", "theory", "user_id", "wall_consent", "wall_consent_on") SELECT new_values."address", new_values."admission_no", new_values."association", new_values."born_on", new_values."born_precision", new_values."card_no", new_values."category", new_values."commendation", new_values."created_at", new_values."degree", new_values."email", new_values."full_name", new_values."home_province", new_values."home_town", new_values."id", new_values."id_number_hash", new_values."it_level", new_values."joined_on", new_values."joined_precision", new_values."language_level", new_values."member_code", new_values."merged_into_id", new_values."note", new_values."occupation", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."phone", new_values."schooling", new_values."search_key", new_values."sex", new_values."sort_key", new_values."theory", new_values."user_id", new_values."wall_consent", new_values."wall_consent_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='6dc66d223107a75f7ff785e51fe05deb64d81631', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_de829', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='people_person', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='person',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_personevent" ("address", "admission_no", "association", "born_on", "born_precision", "card_no", "category", "commendation", "created_at", "degree", "email", "full_name", "home_province", "home_town", "id", "id_number_hash", "it_level", "joined_on", "joined_precision", "language_level", "member_code", "merged_into_id", "note", "occupation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "schooling", "search_key", "sex", "sort_key", "theory", "user_id", "wall_consent", "wall_consent_on") SELECT old_values."address", old_values."admission_no", old_values."association", old_values."born_on", old_values."born_precision", old_values."card_no", old_values."category", old_values."commendation", old_values."created_at", old_values."degree", old_values."email", old_values."full_name", old_values."home_province", old_values."home_town", old_values."id", old_values."id_number_hash", old_values."it_level", old_values."joined_on", old_values."joined_precision", old_values."language_level", old_values."member_code", old_values."merged_into_id", old_values."note", old_values."occupation", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."phone", old_values."schooling", old_values."search_key", old_values."sex", old_values."sort_key", old_values."theory", old_values."user_id", old_values."wall_consent", old_values."wall_consent_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='9c242c77f6e4e046a9a53792fc5e676ff9112dee', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_2ca2d', referencing='REFERENCING OLD TABLE AS old_values ', table='people_person', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='merge',
                constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('gone')), _negated=True), name='merge_joins_two_files'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='merge',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_mergeevent" ("at", "by_id", "gone_id", "id", "kept_id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "versions") SELECT new_values."at", new_values."by_id", new_values."gone_id", new_values."id", new_values."kept_id", new_values."moved", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."versions" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='14094fba638ba1c493741a7f5ad2f76f5cdea6ac', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_97c77', referencing='REFERENCING NEW TABLE AS new_values ', table='people_merge', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='merge',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_mergeevent" ("at", "by_id", "gone_id", "id", "kept_id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "versions") SELECT new_values."at", new_values."by_id", new_values."gone_id", new_values."id", new_values."kept_id", new_values."moved", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."versions" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='d54358b6bc9d262cd3073414b9cd0a5afbe05793', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_2a729', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='people_merge', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='merge',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_mergeevent" ("at", "by_id", "gone_id", "id", "kept_id", "moved", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "versions") SELECT old_values."at", old_values."by_id", old_values."gone_id", old_values."id", old_values."kept_id", old_values."moved", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."versions" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='91702b0e2fbc6277bc9830346cf7d8cce07d5013', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_d8329', referencing='REFERENCING OLD TABLE AS old_values ', table='people_merge', when='AFTER')),
            ),
            migrations.AddIndex(
                model_name='membershipevent',
                index=models.Index(fields=['person'], name='people_memb_person__a170b9_idx'),
            ),
            migrations.AddIndex(
                model_name='membership',
                index=models.Index(fields=['unit'], include=('person', 'kind', 'during'), name='membership_of_unit'),
            ),
            migrations.AddIndex(
                model_name='membership',
                index=models.Index(fields=['person'], include=('unit', 'kind', 'during'), name='membership_of_person'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'official')), expressions=[('person', '='), ('during', '&&')], name='one_official_membership_per_day'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('kind', 'official'), _negated=True), expressions=[('person', '='), (django.db.models.expressions.CombinedExpression(models.F('unit'), '+', models.Value(0)), '='), ('kind', '='), ('during', '&&')], name='no_doubled_membership'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('during__isempty', False)), name='membership_lasts_a_day'),
            ),
            migrations.AddConstraint(
                model_name='membership',
                constraint=models.CheckConstraint(condition=models.Q(('ended_by', ''), ('during__upper_inf', False), _connector='OR'), name='ended_membership_has_its_day'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='begins_where_it_may', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    PERFORM 1 FROM org_unit WHERE id IN (SELECT unit_id FROM added) ORDER BY id FOR SHARE;\n    IF EXISTS (SELECT FROM added JOIN org_unit u ON u.id = added.unit_id\n                WHERE u.closed_on < COALESCE(upper(added.during), 'infinity')) THEN\n        RAISE EXCEPTION 'nothing goes on in a closed unit'\n            USING ERRCODE = '23514', CONSTRAINT = 'nothing_outlasts_its_unit';\n    END IF;\n\n    PERFORM 1 FROM people_person WHERE id IN (SELECT person_id FROM added)\n      ORDER BY id FOR KEY SHARE;\n    IF EXISTS (SELECT FROM added JOIN people_person p ON p.id = added.person_id\n                WHERE p.merged_into_id IS NOT NULL) THEN\n        RAISE EXCEPTION 'a merged file is a redirect and holds nothing'\n            USING ERRCODE = '23514', CONSTRAINT = 'merged_file_holds_nothing';\n    END IF;\nRETURN NULL;", hash='89cf9da849f0a74c470c31e6d1cd27ac327ae09f', level='STATEMENT', operation='INSERT', pgid='pgtrigger_begins_where_it_may_a8dca', referencing='REFERENCING NEW TABLE AS added ', table='people_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='goes_on_where_it_may', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.unit_id <> OLD.unit_id OR COALESCE(upper(NEW.during), 'infinity') > COALESCE(upper(OLD.during), 'infinity'))", func="\n    PERFORM 1 FROM org_unit WHERE id IN (SELECT unit_id FROM (SELECT NEW.*) AS added) ORDER BY id FOR SHARE;\n    IF EXISTS (SELECT FROM (SELECT NEW.*) AS added JOIN org_unit u ON u.id = added.unit_id\n                WHERE u.closed_on < COALESCE(upper(added.during), 'infinity')) THEN\n        RAISE EXCEPTION 'nothing goes on in a closed unit'\n            USING ERRCODE = '23514', CONSTRAINT = 'nothing_outlasts_its_unit';\n    END IF;\nRETURN NULL;", hash='592048304b20bb0f2708988a12d1f668d13982c4', operation='UPDATE', pgid='pgtrigger_goes_on_where_it_may_c1751', table='people_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='goes_to_a_living_file', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW.person_id <> OLD.person_id)', func="\n    PERFORM 1 FROM people_person WHERE id IN (SELECT person_id FROM (SELECT NEW.*) AS added)\n      ORDER BY id FOR KEY SHARE;\n    IF EXISTS (SELECT FROM (SELECT NEW.*) AS added JOIN people_person p ON p.id = added.person_id\n                WHERE p.merged_into_id IS NOT NULL) THEN\n        RAISE EXCEPTION 'a merged file is a redirect and holds nothing'\n            USING ERRCODE = '23514', CONSTRAINT = 'merged_file_holds_nothing';\n    END IF;\nRETURN NULL;", hash='17f5f14e67caa23dbbae39a7d43993d7db1b7e47', operation='UPDATE', pgid='pgtrigger_goes_to_a_living_file_f5e74', table='people_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_membershipevent" ("created_at", "decision_no", "during", "ended_by", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."created_at", new_values."decision_no", new_values."during", new_values."ended_by", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='e03d1a52ef0247a57612ddf24a2d3dd361728dc8', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_6bbf7', referencing='REFERENCING NEW TABLE AS new_values ', table='people_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_membershipevent" ("created_at", "decision_no", "during", "ended_by", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT new_values."created_at", new_values."decision_no", new_values."during", new_values."ended_by", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."unit_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='20af99834314a3d55b9654d8417d57d4e28f5ebe', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_c12bb', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='people_membership', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='membership',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_membershipevent" ("created_at", "decision_no", "during", "ended_by", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "unit_id") SELECT old_values."created_at", old_values."decision_no", old_values."during", old_values."ended_by", old_values."id", old_values."kind", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."unit_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='ba8ac5abb17bfa4454a162235b33668a462f51a6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_1c841', referencing='REFERENCING OLD TABLE AS old_values ', table='people_membership', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='distinction',
                constraint=models.UniqueConstraint(fields=('first', 'second'), name='one_distinction_per_pair'),
            ),
            migrations.AddConstraint(
                model_name='distinction',
                constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='distinction_names_the_older_first'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='distinction',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_distinctionevent" ("at", "by_id", "first_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") SELECT new_values."at", new_values."by_id", new_values."first_id", new_values."id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."second_id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='22a5ee1d9120a05a30ecbd1646292612cf3d0448', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_4267d', referencing='REFERENCING NEW TABLE AS new_values ', table='people_distinction', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='distinction',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_distinctionevent" ("at", "by_id", "first_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") SELECT new_values."at", new_values."by_id", new_values."first_id", new_values."id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."second_id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='8232946b75a1bf03916ff65e5ca7b83c250196ff', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_fcf75', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='people_distinction', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='distinction',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "people_distinctionevent" ("at", "by_id", "first_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "second_id") SELECT old_values."at", old_values."by_id", old_values."first_id", old_values."id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."second_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='26f360da4800dc188963a2f46ccc0342330432b3', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0e4a7', referencing='REFERENCING OLD TABLE AS old_values ', table='people_distinction', when='AFTER')),
            ),
        ]),
    ]

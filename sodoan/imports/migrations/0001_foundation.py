import django.contrib.postgres.fields
import django.db.models.functions.datetime
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('imports', '0001_initial'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        AddTogether([
            migrations.CreateModel(
                name='Batch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(choices=[('checking', 'Đang kiểm tra'), ('ready', 'Chờ nhập'), ('applying', 'Đang nhập'), ('applied', 'Đã nhập'), ('undoing', 'Đang hoàn tác'), ('undone', 'Đã hoàn tác'), ('failed', 'Tệp không dùng được'), ('cancelled', 'Đã hủy')], default='checking', max_length=10, verbose_name='trạng thái')),
                    ('file_name', models.CharField(max_length=200, verbose_name='tên tệp')),
                    ('file_sha256', models.CharField(editable=False, max_length=64)),
                    ('file_size', models.PositiveBigIntegerField(verbose_name='dung lượng (byte)')),
                    ('stored_as', models.CharField(blank=True, editable=False, max_length=60)),
                    ('uploaded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='tải lên lúc')),
                    ('judged_on', models.DateField(verbose_name='kiểm tra theo ngày')),
                    ('fills_empty', models.BooleanField(default=False, verbose_name='bổ sung ô còn trống của hồ sơ đã có')),
                    ('mapping', models.JSONField(blank=True, default=dict, verbose_name='ghép cột đã chọn')),
                    ('sheets', models.JSONField(default=list, editable=False)),
                    ('notices', models.JSONField(default=list, editable=False)),
                    ('counts', models.JSONField(default=dict, editable=False)),
                    ('run', models.UUIDField(editable=False, null=True)),
                    ('done', models.PositiveIntegerField(default=0, verbose_name='số dòng đã xong')),
                    ('total', models.PositiveIntegerField(default=0, verbose_name='tổng số dòng')),
                    ('touched_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                    ('error_code', models.CharField(blank=True, editable=False, max_length=40)),
                    ('error', models.TextField(blank=True, editable=False, verbose_name='lỗi')),
                    ('applied_at', models.DateTimeField(blank=True, null=True, verbose_name='nhập xong lúc')),
                    ('undone_at', models.DateTimeField(blank=True, null=True, verbose_name='hoàn tác lúc')),
                    ('purged_at', models.DateTimeField(blank=True, null=True, verbose_name='xóa tệp và dòng tạm lúc')),
                ],
                options={
                    'verbose_name': 'lần nhập danh sách',
                    'verbose_name_plural': 'lần nhập danh sách',
                    'ordering': ['-id'],
                },
            ),
            migrations.CreateModel(
                name='ColumnMemory',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('header_key', models.CharField(max_length=200, verbose_name='tiêu đề cột')),
                    ('field', models.CharField(blank=True, max_length=30, verbose_name='nhập vào')),
                ],
                options={
                    'verbose_name': 'cách ghép cột đã nhớ',
                    'verbose_name_plural': 'cách ghép cột đã nhớ',
                },
            ),
            migrations.CreateModel(
                name='Decision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sheet', models.PositiveSmallIntegerField(verbose_name='trang')),
                    ('number', models.PositiveIntegerField(verbose_name='dòng')),
                    ('choice', models.CharField(blank=True, choices=[('accept', 'Chấp nhận'), ('skip', 'Bỏ dòng này'), ('new', 'Đúng là người mới'), ('fill', 'Bổ sung ô còn trống')], default='', max_length=6, verbose_name='quyết định')),
                    ('fixes', models.JSONField(blank=True, default=dict)),
                    ('is_staying', models.BooleanField(db_default=False, default=False, verbose_name='vẫn còn sinh hoạt')),
                ],
                options={
                    'verbose_name': 'quyết định về dòng',
                    'verbose_name_plural': 'quyết định về dòng',
                },
            ),
            migrations.CreateModel(
                name='RowLink',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sheet', models.PositiveSmallIntegerField(verbose_name='trang')),
                    ('number', models.PositiveIntegerField(verbose_name='dòng')),
                    ('row_id', models.BigIntegerField()),
                    ('kind', models.CharField(choices=[('created', 'Thêm mới'), ('filled', 'Bổ sung ô còn trống')], max_length=7, verbose_name='việc')),
                    ('person_id', models.BigIntegerField(db_index=True)),
                    ('membership_id', models.BigIntegerField(null=True)),
                    ('appointment_id', models.BigIntegerField(null=True)),
                    ('fields', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                    ('applied_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('undone_at', models.DateTimeField(null=True)),
                    ('kept_because', models.CharField(blank=True, db_default='', max_length=200, verbose_name='giữ lại vì')),
                ],
                options={
                    'verbose_name': 'liên kết dòng và hồ sơ',
                    'verbose_name_plural': 'liên kết dòng và hồ sơ',
                },
            ),
            migrations.CreateModel(
                name='StagedRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('sheet', models.PositiveSmallIntegerField(verbose_name='trang')),
                    ('number', models.PositiveIntegerField(verbose_name='dòng')),
                    ('verdict', models.CharField(choices=[('accepted', 'Nhận'), ('warning', 'Cảnh báo'), ('rejected', 'Bị loại'), ('duplicate', 'Trùng'), ('existing', 'Đã có')], max_length=9, verbose_name='kết quả')),
                    ('issues', models.JSONField(null=True)),
                    ('raw', models.JSONField(null=True)),
                    ('of_row', models.BigIntegerField(null=True, verbose_name='lặp lại dòng')),
                    ('of_person', models.BigIntegerField(null=True, verbose_name='là người đã có')),
                    ('choice', models.CharField(blank=True, choices=[('accept', 'Chấp nhận'), ('skip', 'Bỏ dòng này'), ('new', 'Đúng là người mới'), ('fill', 'Bổ sung ô còn trống')], default='', max_length=6, verbose_name='quyết định')),
                    ('fills', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                    ('differs', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                    ('unit_id', models.BigIntegerField(null=True, verbose_name='đơn vị')),
                    ('post_key', models.CharField(blank=True, default='', max_length=40)),
                    ('is_honorary', models.BooleanField(default=False)),
                    ('full_name', models.CharField(blank=True, default='', max_length=120)),
                    ('sort_key', models.CharField(blank=True, default='', max_length=400)),
                    ('search_key', models.CharField(blank=True, default='', max_length=160)),
                    ('sex', models.CharField(blank=True, default='', max_length=6)),
                    ('born_on', models.DateField(null=True)),
                    ('born_precision', models.CharField(blank=True, default='', max_length=5)),
                    ('member_code', models.CharField(blank=True, default='', max_length=30)),
                    ('id_number', models.BinaryField(null=True)),
                    ('id_number_hash', models.CharField(max_length=64, null=True)),
                    ('is_new_id', models.BooleanField(default=False, verbose_name='số CCCD 12 chữ số')),
                    ('home_town', models.CharField(blank=True, default='', max_length=300)),
                    ('home_province', models.CharField(blank=True, default='', max_length=3)),
                    ('address', models.CharField(blank=True, default='', max_length=300)),
                    ('schooling', models.CharField(blank=True, default='', max_length=60)),
                    ('degree', models.CharField(blank=True, default='', max_length=120)),
                    ('theory', models.CharField(blank=True, default='', max_length=60)),
                    ('it_level', models.CharField(blank=True, default='', max_length=60)),
                    ('language_level', models.CharField(blank=True, default='', max_length=60)),
                    ('joined_on', models.DateField(null=True)),
                    ('joined_precision', models.CharField(blank=True, default='', max_length=5)),
                    ('admission_no', models.CharField(blank=True, default='', max_length=60)),
                    ('card_no', models.CharField(blank=True, default='', max_length=40)),
                    ('occupation', models.CharField(blank=True, default='', max_length=120)),
                    ('category', models.CharField(blank=True, default='', max_length=14)),
                    ('association', models.CharField(blank=True, default='', max_length=60)),
                    ('commendation', models.TextField(default='')),
                    ('email', models.CharField(blank=True, default='', max_length=254)),
                    ('phone', models.CharField(blank=True, default='', max_length=15)),
                    ('note', models.TextField(default='')),
                    ('id_issued_on', models.DateField(null=True)),
                    ('id_issued_precision', models.CharField(blank=True, default='', max_length=5)),
                    ('id_issued_by', models.CharField(blank=True, default='', max_length=120)),
                    ('ethnicity', models.CharField(blank=True, default='', max_length=40)),
                    ('religion', models.CharField(blank=True, default='', max_length=60)),
                    ('party_joined_on', models.DateField(null=True)),
                    ('party_joined_precision', models.CharField(blank=True, default='', max_length=5)),
                    ('discipline', models.TextField(default='')),
                ],
                options={
                    'verbose_name': 'dòng chờ nhập',
                    'verbose_name_plural': 'dòng chờ nhập',
                },
            ),
        ]),
    ]

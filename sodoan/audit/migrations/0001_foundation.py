import django.db.models.functions.datetime
import sodoan.common.clock
from django.db import migrations, models

from sodoan.common.migrating import AddTogether


class Migration(migrations.Migration):

    replaces = [
        ('audit', '0001_initial'),
    ]

    initial = True

    dependencies = [
    ]

    operations = [
        AddTogether([
            migrations.CreateModel(
                name='FileOpening',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('on', models.DateField(default=sodoan.common.clock.today, verbose_name='ngày')),
                ],
                options={
                    'verbose_name': 'lượt mở hồ sơ',
                    'verbose_name_plural': 'lượt mở hồ sơ',
                },
            ),
            migrations.CreateModel(
                name='SensitiveRead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reason', models.CharField(max_length=300, verbose_name='lý do')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                ],
                options={
                    'verbose_name': 'lượt xem thông tin nhạy cảm',
                    'verbose_name_plural': 'lượt xem thông tin nhạy cảm',
                    'ordering': ['-at'],
                },
            ),
            migrations.CreateModel(
                name='SignInAttempt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('succeeded', models.BooleanField(verbose_name='thành công')),
                    ('method', models.CharField(max_length=20, verbose_name='cách đăng nhập')),
                    ('ip_hash', models.CharField(max_length=64)),
                    ('agent', models.CharField(blank=True, max_length=200, verbose_name='thiết bị')),
                    ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='lúc')),
                ],
                options={
                    'verbose_name': 'lượt đăng nhập',
                    'verbose_name_plural': 'lượt đăng nhập',
                    'ordering': ['-at'],
                },
            ),
        ]),
    ]

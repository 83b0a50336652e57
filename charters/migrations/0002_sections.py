"""A charter's sections become rows of its own; each commitment moves to the row of its section."""

import django.db.models.deletion
from django.db import migrations, models

USUAL = (
    ("purpose", "Purpose"),
    ("vision", "Vision"),
    ("governance", "Our role in governance"),
    ("principles", "Operating principles"),
    ("behaviours", "Behaviours"),
    ("ways", "Ways of working"),
    ("priorities", "What matters most right now"),
)


def give_sections(apps, schema_editor):
    charters, sections, commitments = (
        apps.get_model("charters", name) for name in ("Charter", "Section", "Commitment")
    )
    for charter in charters.objects.all():
        for position, (key, title) in enumerate(USUAL, start=1):
            section = sections.objects.create(charter=charter, key=key, title=title, position=position)
            commitments.objects.filter(charter=charter, section_key=key).update(section=section)


def note_keys(apps, schema_editor):
    for commitment in apps.get_model("charters", "Commitment").objects.select_related("section"):
        commitment.section_key = commitment.section.key
        commitment.save(update_fields=["section_key"])


class Migration(migrations.Migration):

    dependencies = [
        ('charters', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Section',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('key', models.SlugField(editable=False, max_length=20)),
                ('title', models.CharField(max_length=80, verbose_name='heading')),
                ('introduction', models.CharField(blank=True, max_length=300, verbose_name='a line below the heading')),
                ('position', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='order')),
                ('charter', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='charters.charter')),
            ],
            options={
                'verbose_name': 'section of the charter',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='section',
            constraint=models.UniqueConstraint(fields=('charter', 'key'), name='section_has_its_own_key'),
        ),
        migrations.RenameField(model_name='commitment', old_name='section', new_name='section_key'),
        migrations.AddField(
            model_name='commitment',
            name='section',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='charters.section', verbose_name='section'),
        ),
        migrations.RunPython(give_sections, note_keys),
    ]

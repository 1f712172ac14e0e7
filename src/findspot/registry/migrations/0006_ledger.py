"""Every row of the registry gets its place in the ledger, and the salt of its commitment."""

from django.db import migrations, models

_ROWS = (
    'alias',
    'answer',
    'application',
    'applicationevent',
    'authentication',
    'authenticationanswer',
    'checkreport',
    'controlentry',
    'controlentryend',
    'delivery',
    'entry',
    'installation',
    'itemmodel',
    'listing',
    'listingend',
    'party',
    'permit',
    'permitevent',
    'permitline',
    'policy',
    'policyend',
    'postshipmentcheck',
    'proofofdelivery',
    'relation',
    'relationend',
    'sighting',
    'transfer',
    'undertaking',
)


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0005_listings'),
    ]

    operations = [
        migrations.AddField(model, name, field)
        for model in _ROWS
        for name, field in (
            ('ledger_entry', models.PositiveBigIntegerField(db_index=True, null=True)),
            ('ledger_place', models.PositiveBigIntegerField(null=True)),
            ('salt', models.BinaryField(max_length=16, null=True)),
        )
    ]

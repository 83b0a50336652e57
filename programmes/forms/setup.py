from programmes.forms.base import RecordForm
from programmes.models import LeadershipGroup, Programme, System


class SystemDetailsForm(RecordForm):
    class Meta:
        model = System
        fields = ("name", "short_name", "population", "geography")


class ProgrammeDetailsForm(RecordForm):
    class Meta:
        model = Programme
        fields = ("title", "group", "starts_on", "ends_on", "debrief")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = LeadershipGroup.objects.of_owner(self.instance.system).standing()

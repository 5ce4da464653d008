from django.forms.renderers import TemplatesSetting


class SeriktesRenderer(TemplatesSetting):
    pass

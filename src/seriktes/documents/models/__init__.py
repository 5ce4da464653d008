from seriktes.documents.models.documents import Document, DocumentVersion, Signature
from seriktes.documents.models.templates import Template, TemplateVersion

__all__ = ["Document", "DocumentVersion", "Signature", "Template", "TemplateVersion"]

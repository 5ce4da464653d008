from whitenoise.storage import CompressedManifestStaticFilesStorage


class FingerprintedStatics(CompressedManifestStaticFilesStorage):
    """Every file under the name of its content, also where one JavaScript module imports another."""

    support_js_module_import_aggregation = True

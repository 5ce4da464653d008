import { watchAutosave } from "./autosave.js";
import { watchDialogs } from "./dialog.js";
import { watchForms } from "./draft.js";
import { watchErrors } from "./errors.js";
import { watchMenus } from "./menu.js";
import { watchProgress } from "./progress.js";
import { watchSearch } from "./search.js";
import { watchTables } from "./table.js";
import { watchTheme } from "./theme.js";

watchAutosave();
watchErrors();
watchMenus();
watchSearch();
watchForms();
watchTables();
watchDialogs();
watchProgress();
watchTheme();

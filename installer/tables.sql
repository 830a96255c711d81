-- What wixl 0.101 can't say, applied to the finished package one statement at a time (msibuild -q). A statement ends with
-- its line.

-- Components with a condition. 324: 64-bit (256), key path in the registry (4), asked again at every installation (64).
UPDATE Component SET Condition = 'NOT NO_AUTOSTART OR NO_AUTOSTART = "0"', Attributes = 324 WHERE Component = 'Autostart'
UPDATE Component SET Condition = 'DESKTOP_SHORTCUT AND NOT DESKTOP_SHORTCUT = "0"', Attributes = 324 WHERE Component = 'Desktop'

-- Custom actions. wixl marks them all as not impersonated, which means nothing outside the script, and knows no rollback.
-- 51: sets a property. 1: a DLL's function, at once. 3393: in the script (1024), when rolled back (256), as the system
-- (2048), whatever it returns (64). 11265: in the script, as the system, its data in no log (8192).
UPDATE CustomAction SET Type = 51 WHERE Type = 2099
UPDATE CustomAction SET Type = 1 WHERE Action = 'DeskbellCheck'
UPDATE CustomAction SET Type = 3393 WHERE Action = 'DeskbellReopen'
UPDATE CustomAction SET Type = 3393 WHERE Action = 'DeskbellUndo'
UPDATE CustomAction SET Type = 11265 WHERE Action = 'DeskbellApply'

-- What may reach the installing service from a command line, and what no log shows: the secret, and the data of the
-- action that stores it, which is named as the action is.
UPDATE Property SET Value = 'WIX_DOWNGRADE_DETECTED;WIX_UPGRADE_DETECTED;AUTOTASK_USER;AUTOTASK_TRACKING_ID;COMPANY;BRAND_NAME;BRAND_PHONE;BRAND_ACCENT;BRAND_ICON;HOTKEY;LANGUAGE;NO_AUTOSTART;DESKTOP_SHORTCUT;ARPHELPLINK;SECRET_FILE;AUTOTASK_SECRET;ACCEPT_LOCAL_SECRET;RULES_FILE;SETTINGS_FILE;REMOVE_DATA;PREV_AUTOTASK_USER;PREV_AUTOTASK_TRACKING_ID;PREV_COMPANY;PREV_BRAND_NAME;PREV_BRAND_PHONE;PREV_BRAND_ACCENT;PREV_BRAND_ICON;PREV_HOTKEY;PREV_LANGUAGE;PREV_NO_AUTOSTART;PREV_DESKTOP_SHORTCUT;PREV_ARPHELPLINK' WHERE Property = 'SecureCustomProperties'
INSERT INTO Property (Property, Value) VALUES ('MsiHiddenProperties', 'AUTOTASK_SECRET;DeskbellApply')

-- wixl writes an expandable value as a plain one.
UPDATE Registry SET Value = '#%%SystemRoot%\System32\EventCreate.exe' WHERE Registry = 'EventMessages'

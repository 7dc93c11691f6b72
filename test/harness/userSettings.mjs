// @ts-check

/**
 * User settings that keep the editor still while it is tested: nothing opens, asks, updates or phones by itself.
 * @type {Record<string, unknown>}
 */
export const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.colorTheme': 'Dark Modern',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.editor.enablePreview': false,
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'window.restoreWindows': 'none',
  'window.commandCenter': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'git.autofetch': false,
  'git.confirmSync': false,
  'git.enableSmartCommit': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.untrustedFiles': 'open',
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'terminal.integrated.enablePersistentSessions': false,
  'terminal.integrated.initialHint': false,
  'task.allowAutomaticTasks': 'off',
  'chat.commandCenter.enabled': true,
  'chat.disableAIFeatures': false,
  'typescript.surveys.enabled': false,
  'editor.accessibilitySupport': 'off',
  'workbench.reduceMotion': 'on',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
  'terminal.integrated.gpuAcceleration': 'off',
  // What is tested elsewhere than in the tests of watching is not to have tests run beside it.
  'flux.watchers.enabled': false,
};

/** Theme names by kind, as the setting `workbench.colorTheme` takes them. */
export const themes = /** @type {const} */ ({
  dark: 'Dark Modern',
  light: 'Light Modern',
  hcDark: 'Default High Contrast',
  hcLight: 'Default High Contrast Light',
});

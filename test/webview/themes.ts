/** The theme variables that the panel uses, as the editor's four built-in themes set them. */
const darkModern = {
  'foreground': '#cccccc', 'descriptionForeground': '#9d9d9d', 'errorForeground': '#f85149', 'focusBorder': '#0078d4',
  'editor-background': '#1f1f1f', 'editor-foreground': '#cccccc', 'editorLineNumber-foreground': '#6e7681', 'editorWarning-foreground': '#cca700',
  'widget-border': '#313131', 'progressBar-background': '#0078d4', 'textLink-foreground': '#4daafc', 'textLink-activeForeground': '#4daafc', 'textCodeBlock-background': '#2b2b2b',
  'button-background': '#0078d4', 'button-foreground': '#ffffff', 'button-hoverBackground': '#026ec1', 'button-border': '#ffffff1a', 'button-secondaryBackground': '#313131', 'button-secondaryForeground': '#cccccc', 'button-secondaryHoverBackground': '#3c3c3c',
  'input-background': '#313131', 'input-foreground': '#cccccc', 'input-border': '#3c3c3c', 'input-placeholderForeground': '#989898',
  'checkbox-background': '#313131', 'checkbox-border': '#3c3c3c', 'checkbox-foreground': '#cccccc',
  'list-hoverBackground': '#2a2d2e', 'list-dropBetweenBackground': '#cccccc', 'toolbar-hoverBackground': '#5a5d5e50',
  'testing-iconPassed': '#73c991', 'testing-iconFailed': '#f14c4c', 'charts-blue': '#3794ff', 'charts-purple': '#b180d7', 'charts-yellow': '#cca700', 'charts-green': '#89d185',
  'gitDecoration-modifiedResourceForeground': '#e2c08d', 'gitDecoration-addedResourceForeground': '#81b88b', 'gitDecoration-deletedResourceForeground': '#c74e39',
  'diffEditor-insertedLineBackground': '#9bb95533', 'diffEditor-removedLineBackground': '#ff000033', 'diffEditor-insertedTextBackground': '#9ccc2c33', 'diffEditor-removedTextBackground': '#ff000033',
  'editorGutter-addedBackground': '#2ea043', 'editorGutter-deletedBackground': '#f85149', 'scrollbarSlider-background': '#79797966',
};

const lightModern = {
  'foreground': '#3b3b3b', 'descriptionForeground': '#3b3b3bb3', 'errorForeground': '#f85149', 'focusBorder': '#005fb8',
  'editor-background': '#ffffff', 'editor-foreground': '#3b3b3b', 'editorLineNumber-foreground': '#6e7681', 'editorWarning-foreground': '#bf8803',
  'widget-border': '#e5e5e5', 'progressBar-background': '#005fb8', 'textLink-foreground': '#005fb8', 'textLink-activeForeground': '#005fb8', 'textCodeBlock-background': '#f8f8f8',
  'button-background': '#005fb8', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0258a8', 'button-border': '#0000001a', 'button-secondaryBackground': '#e5e5e5', 'button-secondaryForeground': '#3b3b3b', 'button-secondaryHoverBackground': '#cccccc',
  'input-background': '#ffffff', 'input-foreground': '#3b3b3b', 'input-border': '#cecece', 'input-placeholderForeground': '#767676',
  'checkbox-background': '#f8f8f8', 'checkbox-border': '#cecece', 'checkbox-foreground': '#3b3b3b',
  'list-hoverBackground': '#f2f2f2', 'list-dropBetweenBackground': '#3b3b3b', 'toolbar-hoverBackground': '#b8b8b850',
  'testing-iconPassed': '#388a34', 'testing-iconFailed': '#f14c4c', 'charts-blue': '#1a85ff', 'charts-purple': '#652d90', 'charts-yellow': '#bf8803', 'charts-green': '#388a34',
  'gitDecoration-modifiedResourceForeground': '#895503', 'gitDecoration-addedResourceForeground': '#587c0c', 'gitDecoration-deletedResourceForeground': '#ad0707',
  'diffEditor-insertedLineBackground': '#9bb95533', 'diffEditor-removedLineBackground': '#ff000033', 'diffEditor-insertedTextBackground': '#9ccc2c40', 'diffEditor-removedTextBackground': '#ff000033',
  'editorGutter-addedBackground': '#2ea043', 'editorGutter-deletedBackground': '#f85149', 'scrollbarSlider-background': '#64646466',
};

const highContrastDark = {
  'foreground': '#ffffff', 'descriptionForeground': '#ffffffb3', 'errorForeground': '#f48771', 'focusBorder': '#f38518', 'contrastBorder': '#6fc3df', 'contrastActiveBorder': '#f38518',
  'editor-background': '#000000', 'editor-foreground': '#ffffff', 'editorLineNumber-foreground': '#ffffff', 'editorWarning-foreground': '#ffd370',
  'widget-border': '#6fc3df', 'progressBar-background': '#6fc3df', 'textLink-foreground': '#21a6ff', 'textLink-activeForeground': '#21a6ff', 'textCodeBlock-background': '#000000',
  'button-background': '#000000', 'button-foreground': '#ffffff', 'button-border': '#6fc3df', 'button-secondaryBackground': '#000000', 'button-secondaryForeground': '#ffffff',
  'input-background': '#000000', 'input-foreground': '#ffffff', 'input-border': '#6fc3df', 'input-placeholderForeground': '#ffffffb3',
  'checkbox-background': '#000000', 'checkbox-border': '#6fc3df', 'checkbox-foreground': '#ffffff',
  'list-hoverBackground': '#ffffff1a', 'list-dropBetweenBackground': '#ffffff',
  'testing-iconPassed': '#73c991', 'testing-iconFailed': '#f14c4c', 'charts-blue': '#3794ff', 'charts-purple': '#b180d7', 'charts-yellow': '#ffd370', 'charts-green': '#89d185',
  'gitDecoration-modifiedResourceForeground': '#e2c08d', 'gitDecoration-addedResourceForeground': '#a1e3ad', 'gitDecoration-deletedResourceForeground': '#c74e39',
  'editorGutter-addedBackground': '#487e02', 'editorGutter-deletedBackground': '#f48771', 'scrollbarSlider-background': '#6fc3df99',
};

const highContrastLight = {
  ...highContrastDark,
  'foreground': '#292929', 'descriptionForeground': '#292929b3', 'errorForeground': '#b5200d', 'focusBorder': '#006bbd', 'contrastBorder': '#0f4a85', 'contrastActiveBorder': '#006bbd',
  'editor-background': '#ffffff', 'editor-foreground': '#292929', 'editorLineNumber-foreground': '#292929', 'editorWarning-foreground': '#895503',
  'widget-border': '#0f4a85', 'progressBar-background': '#0f4a85', 'textLink-foreground': '#0f4a85', 'textLink-activeForeground': '#0f4a85', 'textCodeBlock-background': '#f2f2f2',
  'button-background': '#0f4a85', 'button-foreground': '#ffffff', 'button-hoverBackground': '#0f4a85', 'button-border': '#0f4a85', 'button-secondaryBackground': '#ffffff', 'button-secondaryForeground': '#292929',
  'input-background': '#ffffff', 'input-foreground': '#292929', 'input-border': '#0f4a85', 'input-placeholderForeground': '#292929b3',
  'checkbox-background': '#ffffff', 'checkbox-border': '#0f4a85', 'checkbox-foreground': '#292929',
  'list-hoverBackground': '#0f4a851a', 'list-dropBetweenBackground': '#292929',
  'testing-iconPassed': '#007100', 'testing-iconFailed': '#b5200d', 'charts-blue': '#1a85ff', 'charts-purple': '#652d90', 'charts-yellow': '#895503', 'charts-green': '#374e06',
  'gitDecoration-modifiedResourceForeground': '#895503', 'gitDecoration-addedResourceForeground': '#374e06', 'gitDecoration-deletedResourceForeground': '#ad0707',
};

const fonts = {
  'font-family': '"DejaVu Sans", system-ui, sans-serif', 'font-size': '13px', 'font-weight': 'normal',
  'editor-font-family': '"DejaVu Sans Mono", monospace', 'editor-font-size': '12px',
};

export type ThemeName = 'dark' | 'light' | 'hc-dark' | 'hc-light';

/** Each theme's class on the page's body and its variables, without the `--vscode-` in front. */
export const themes: Readonly<Record<ThemeName, { readonly bodyClass: string; readonly variables: Readonly<Record<string, string>> }>> = {
  'dark': { bodyClass: 'vscode-dark', variables: { ...fonts, ...darkModern } },
  'light': { bodyClass: 'vscode-light', variables: { ...fonts, ...lightModern } },
  'hc-dark': { bodyClass: 'vscode-high-contrast', variables: { ...fonts, ...highContrastDark } },
  'hc-light': { bodyClass: 'vscode-high-contrast vscode-high-contrast-light', variables: { ...fonts, ...highContrastLight } },
};

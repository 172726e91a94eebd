//! What the workspace shows of itself, and its limits.

use serde::{Deserialize, Deserializer, Serialize, de};
use utoipa::ToSchema;

use super::colour::Rgb;
use super::palette::{Pair, Palette, Tokens, nearest};
use crate::base::error::Refusal;
use crate::base::ids::{EmojiId, UserId};
use crate::base::text::{EmojiName, WorkspaceName};
use crate::base::time::Timestamp;
use crate::base::{Error, FieldError, Result, codes};

/// What a workspace without a name is called.
pub(super) const PLAIN_NAME: &str = "EPOP";
/// CustomEmoji of the workspace's own, at most.
pub(super) const EMOJI_MAX: u32 = 500;

/// An accent colour, `#rrggbb`. Whether it will do is asked of [`Accent::require_readable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(value_type = String, pattern = "^#[0-9a-fA-F]{6}$", example = "#0f766e")]
pub(crate) struct Accent(pub(super) Rgb);

impl Accent {
    pub(super) fn parse(text: &str) -> Option<Self> {
        Rgb::parse(text).map(Self)
    }

    pub(super) fn palette(self) -> Palette {
        Palette::of(self.0)
    }

    /// Refuses a colour of which something could not be read.
    ///
    /// # Errors
    /// `accent_contrast`, with the pairs that fail and the nearest colour that would do.
    pub(super) fn require_readable(self) -> Result<()> {
        let failing: Vec<Pair> =
            self.palette().pairs().into_iter().filter(|pair| !pair.passes()).collect();
        if failing.is_empty() {
            return Ok(());
        }
        let near = nearest(self.0);
        let fault = |pair: Pair| {
            let Pair { theme, ink, ground, contrast, least } = pair;
            let sentence = format!(
                "{theme}: {ink} on {ground} has a contrast of {contrast:.2}, and needs {least}; {near} would do"
            );
            FieldError::new("accent", "contrast", sentence)
        };
        Err(Error::Refused(Box::new(Refusal {
            code: codes::ACCENT_CONTRAST,
            details: failing.into_iter().map(fault).collect(),
            retry_after: None,
        })))
    }
}

impl std::fmt::Display for Accent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Accent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("must be a colour, such as #0f766e"))
    }
}

/// How the workspace looks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Branding {
    /// What it is called.
    pub name: String,
    /// Its colour, `#rrggbb`; null for the product's own.
    pub accent: Option<String>,
    /// Where the style sheet with the colours is; null where there is nothing to change.
    pub style_url: Option<String>,
    /// Where the logo is: a PNG of at most 256 pixels a side; null for the product's own.
    pub logo_url: Option<String>,
    /// Where the logo is as a square of 192 pixels.
    pub icon_url: Option<String>,
}

/// How the workspace is to look.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BrandingRequest {
    /// What to call it: 1 to 80 characters.
    #[schema(value_type = String)]
    pub(crate) name: WorkspaceName,
    /// Its colour; null or absent for the product's own.
    pub(crate) accent: Option<Accent>,
}

/// Who may add emoji.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum EmojiAdders {
    /// Everyone with an account.
    #[default]
    Everyone,
    /// Administrators only.
    Admins,
}

impl EmojiAdders {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Everyone => "everyone",
            Self::Admins => "admins",
        }
    }
}

/// The workspace as the page starts with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct WorkspaceView {
    /// How it looks.
    #[serde(flatten)]
    pub branding: Branding,
    /// Who may add emoji.
    pub emoji_added_by: EmojiAdders,
}

/// An emoji of the workspace's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CustomEmoji {
    /// Its row.
    pub id: EmojiId,
    /// Its name; between colons it stands for the picture.
    pub name: String,
    /// Where the picture is.
    pub url: String,
    /// Who added it.
    pub created_by: UserId,
    /// When it was added.
    pub created_at: Timestamp,
}

/// Whether the page knows an emoji of this name from the start.
pub(super) fn is_built_in(name: &EmojiName) -> bool {
    // One emoji a line: itself, whether it has skin tones, its short names, its name, what it is found by.
    let table = include_str!("../../../assets/features/chat/emoji/en.txt");
    let mut names = table.lines().filter_map(|line| line.split('\t').nth(2));
    names.any(|names| names.split(' ').any(|known| known == name.as_str()))
}

/// Blobs and version of a logo: the picture, and three icons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Logo {
    pub(super) picture: String,
    pub(super) icon_small: String,
    pub(super) icon_large: String,
    pub(super) icon_maskable: String,
}

impl Logo {
    pub(super) fn blobs(self) -> [String; 4] {
        [self.picture, self.icon_small, self.icon_large, self.icon_maskable]
    }
}

/// What would become of a colour.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PaletteView {
    /// The colour itself.
    accent: String,
    /// Whether everything can be read.
    passes: bool,
    /// The nearest colour that would do; the colour itself if it does.
    nearest: String,
    /// The tokens of the light theme.
    light: TokensView,
    /// The tokens of the dark theme.
    dark: TokensView,
    /// How well each colour is read on each ground.
    pairs: Vec<PairView>,
}

/// The tokens of one theme, `#rrggbb`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct TokensView {
    accent: String,
    accent_hover: String,
    accent_text: String,
    accent_soft: String,
    link: String,
    focus: String,
    selected: String,
}

/// One colour on another.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PairView {
    /// `light` or `dark`.
    theme: &'static str,
    /// The token that is read.
    ink: &'static str,
    /// The token it stands on.
    ground: &'static str,
    /// The contrast of WCAG 2, 1 to 21.
    contrast: f64,
    /// What it needs.
    least: f64,
    passes: bool,
}

impl PaletteView {
    pub(crate) fn of(accent: Accent) -> Self {
        let palette = accent.palette();
        let pairs: Vec<PairView> = palette.pairs().into_iter().map(PairView::of).collect();
        Self {
            accent: accent.to_string(),
            passes: pairs.iter().all(|pair| pair.passes),
            nearest: nearest(accent.0).to_string(),
            light: TokensView::of(&palette.light),
            dark: TokensView::of(&palette.dark),
            pairs,
        }
    }
}

impl TokensView {
    fn of(tokens: &Tokens) -> Self {
        Self {
            accent: tokens.accent.to_string(),
            accent_hover: tokens.accent_hover.to_string(),
            accent_text: tokens.accent_text.to_string(),
            accent_soft: tokens.accent_soft.to_string(),
            link: tokens.link.to_string(),
            focus: tokens.focus.to_string(),
            selected: tokens.selected.to_string(),
        }
    }
}

impl PairView {
    fn of(pair: Pair) -> Self {
        // Rounded down: what is shown as 4.5 is 4.5.
        let contrast = (pair.contrast * 100.0).floor() / 100.0;
        let Pair { theme, ink, ground, least, .. } = pair;
        Self { theme, ink, ground, contrast, least, passes: pair.passes() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_page_knows_are_not_free() {
        let name = |text: &str| EmojiName::parse(text).unwrap();
        for taken in ["smile", "+1", "thumbsup", "heart", "tada"] {
            assert!(is_built_in(&name(taken)), "{taken}");
        }
        for free in ["party_parrot", "epop", "smilee"] {
            assert!(!is_built_in(&name(free)), "{free}");
        }
    }

    #[test]
    fn a_pale_accent_is_refused_with_what_fails_and_what_would_do() {
        let Err(Error::Refused(refusal)) = Accent::parse("#ffcc00").unwrap().require_readable()
        else {
            panic!("white cannot be read on yellow");
        };
        assert_eq!(refusal.code, codes::ACCENT_CONTRAST);
        let first = &refusal.details[0];
        assert_eq!((first.field.as_str(), first.code), ("accent", "contrast"));
        assert!(first.message.starts_with("light: on-accent on accent has a contrast of 1.5"));
        assert!(Accent::parse("#0f766e").unwrap().require_readable().is_ok());
    }
}

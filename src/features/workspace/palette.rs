//! What is made of one accent colour: seven tokens for each theme, and whether they can be read.
//!
//! In the light theme the accent is the colour itself: a brand is recognised by it. The others keep its
//! hue and get the lightness that their place needs. The grounds are those of `assets/styles/page.css`;
//! a test holds the two together.

use super::colour::{Lch, Rgb};

/// The contrast text needs (WCAG 2.2 AA).
const TEXT: f64 = 4.5;
/// The contrast of text that people read all day.
const READING: f64 = 7.0;
/// The contrast of shapes and of what shows the focus.
const SHAPE: f64 = 3.0;

const WHITE: Rgb = Rgb([255; 3]);

/// What the colours of one theme stand on.
struct Ground {
    theme: &'static str,
    colours: [(&'static str, Rgb); 8],
}

const fn grey(number: u32) -> Rgb {
    let [_, red, green, blue] = number.to_be_bytes();
    Rgb([red, green, blue])
}

const LIGHT: Ground = Ground {
    theme: "light",
    colours: [
        ("bg", grey(0xff_ff_ff)),
        ("surface", grey(0xf7_f7_f9)),
        ("sunken", grey(0xf0_f0_f3)),
        ("raised", grey(0xff_ff_ff)),
        ("hover", grey(0xec_ec_f1)),
        ("mention-soft", grey(0xff_f3_d1)),
        ("text", grey(0x1b_1b_21)),
        ("text-2", grey(0x55_55_5f)),
    ],
};
const DARK: Ground = Ground {
    theme: "dark",
    colours: [
        ("bg", grey(0x17_18_1d)),
        ("surface", grey(0x1d_1e_24)),
        ("sunken", grey(0x12_13_17)),
        ("raised", grey(0x24_25_2c)),
        ("hover", grey(0x2a_2b_33)),
        ("mention-soft", grey(0x3d_34_13)),
        ("text", grey(0xec_ec_f1)),
        ("text-2", grey(0xb4_b5_c0)),
    ],
};

/// The tokens of one theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tokens {
    pub(super) accent: Rgb,
    pub(super) accent_hover: Rgb,
    pub(super) accent_text: Rgb,
    pub(super) accent_soft: Rgb,
    pub(super) link: Rgb,
    pub(super) focus: Rgb,
    pub(super) selected: Rgb,
}

impl Tokens {
    /// Each with its name in the style sheet.
    pub(super) fn named(&self) -> [(&'static str, Rgb); 7] {
        [
            ("accent", self.accent),
            ("accent-hover", self.accent_hover),
            ("accent-text", self.accent_text),
            ("accent-soft", self.accent_soft),
            ("link", self.link),
            ("focus", self.focus),
            ("selected", self.selected),
        ]
    }
}

/// One colour on another, and how well it is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) theme: &'static str,
    pub(super) ink: &'static str,
    pub(super) ground: &'static str,
    pub(super) contrast: f64,
    pub(super) least: f64,
}

impl Pair {
    pub(super) fn passes(&self) -> bool {
        self.contrast >= self.least
    }
}

/// What is made of an accent.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Palette {
    pub(super) light: Tokens,
    pub(super) dark: Tokens,
}

impl Palette {
    pub(super) fn of(accent: Rgb) -> Self {
        Self { light: light(accent), dark: dark(accent) }
    }

    /// Every pair that carries meaning.
    pub(super) fn pairs(&self) -> Vec<Pair> {
        let mut pairs = pairs_of(&self.light, &LIGHT);
        pairs.extend(pairs_of(&self.dark, &DARK));
        pairs
    }

    /// The style sheet; it stands after the one that has the tokens.
    pub(super) fn css(&self) -> String {
        use std::fmt::Write as _;
        let mut css = "@layer tokens {\n  :root {\n".to_owned();
        for ((name, light), (_, dark)) in self.light.named().into_iter().zip(self.dark.named()) {
            writeln!(css, "    --{name}: light-dark({light}, {dark});")
                .expect("a string takes everything");
        }
        css + "  }\n}\n"
    }
}

/// The nearest colour that may be an accent: the same, only darker.
pub(super) fn nearest(accent: Rgb) -> Rgb {
    settle(accent.lch(), -1.0, |colour| Palette::of(colour).pairs().iter().all(Pair::passes))
}

fn light(accent: Rgb) -> Tokens {
    let seen = accent.lch();
    let soft = at(seen, 0.955, (seen.chroma * 0.12).min(0.022));
    let selected = at(seen, 0.918, (seen.chroma * 0.2).min(0.04));
    let grounds = [LIGHT.find("bg"), LIGHT.find("surface"), LIGHT.find("mention-soft"), soft];
    // A little darker than the fill, as text has less of it.
    let text = Lch { lightness: (seen.lightness - 0.045).max(0.0), ..seen };
    let text = settle(text, -1.0, |ink| reads(ink, &grounds, TEXT + 0.5));
    // Black gets lighter under the pointer, everything else darker.
    let by = if seen.lightness < 0.35 { 0.08 } else { -0.05 };
    Tokens {
        accent,
        accent_hover: Lch { lightness: seen.lightness + by, ..seen }.rgb(),
        accent_text: text,
        accent_soft: soft,
        link: text,
        focus: accent,
        selected,
    }
}

fn dark(accent: Rgb) -> Tokens {
    let seen = accent.lch();
    let soft = at(seen, 0.295, (seen.chroma * 0.28).min(0.055));
    let selected = at(seen, 0.345, (seen.chroma * 0.45).min(0.085));
    // White is read on it, and it stands out from what is behind it.
    let fill = Lch { lightness: seen.lightness + 0.045, ..seen };
    let fill = settle(fill, -1.0, |colour| colour.contrast(WHITE) >= TEXT + 0.2);
    let fill = settle(fill.lch(), 1.0, |colour| colour.contrast(DARK.find("bg")) >= SHAPE + 0.1);
    let grounds = [DARK.find("bg"), DARK.find("raised"), DARK.find("mention-soft"), soft];
    let text = at(seen, 0.78, seen.chroma.min(0.12));
    let text = settle(text.lch(), 1.0, |ink| reads(ink, &grounds, TEXT + 0.5));
    Tokens {
        accent: fill,
        accent_hover: Lch { lightness: fill.lch().lightness - 0.045, ..fill.lch() }.rgb(),
        accent_text: text,
        accent_soft: soft,
        link: text,
        focus: at(seen, 0.75, seen.chroma.min(0.13)),
        selected,
    }
}

/// The same hue, with another lightness and at most this far from grey.
fn at(seen: Lch, lightness: f64, chroma: f64) -> Rgb {
    Lch { lightness, chroma, ..seen }.rgb()
}

/// The first colour that will do, from `start` in steps to the dark (-1) or to the light (1).
fn settle(start: Lch, direction: f64, will_do: impl Fn(Rgb) -> bool) -> Rgb {
    let mut lightness = start.lightness.clamp(0.0, 1.0);
    loop {
        let colour = Lch { lightness, ..start }.rgb();
        let next = lightness + direction * 0.005;
        if will_do(colour) || !(0.0..=1.0).contains(&next) {
            return colour;
        }
        lightness = next;
    }
}

fn reads(ink: Rgb, grounds: &[Rgb], least: f64) -> bool {
    grounds.iter().all(|ground| ink.contrast(*ground) >= least)
}

impl Ground {
    fn find(&self, name: &str) -> Rgb {
        let found = self.colours.iter().find(|(known, _)| *known == name);
        found.expect("the name is one of the table above").1
    }
}

/// The same pairs as in `tests/ui/tokens.test.mjs`, as far as the accent is in them.
fn pairs_of(tokens: &Tokens, ground: &Ground) -> Vec<Pair> {
    let own = tokens.named();
    let colour = |name: &str| match own.iter().find(|(known, _)| *known == name) {
        Some((_, colour)) => *colour,
        None if name == "on-accent" => WHITE,
        None => ground.find(name),
    };
    let table: [(&'static str, &[&'static str], f64); 6] = [
        ("on-accent", &["accent", "accent-hover"], TEXT),
        ("accent-text", &["bg", "surface", "raised", "accent-soft", "mention-soft"], TEXT),
        ("link", &["bg", "surface", "raised", "mention-soft"], TEXT),
        ("focus", &["bg", "surface", "raised", "hover", "selected", "sunken"], SHAPE),
        ("text", &["selected"], READING),
        ("text-2", &["selected"], TEXT),
    ];
    let mut pairs = Vec::new();
    for (ink, grounds, least) in table {
        for name in grounds {
            let contrast = colour(ink).contrast(colour(name));
            pairs.push(Pair { theme: ground.theme, ink, ground: name, contrast, least });
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failing(accent: &str) -> Vec<String> {
        let pairs = Palette::of(Rgb::parse(accent).unwrap()).pairs();
        let bad = pairs.iter().filter(|pair| !pair.passes());
        bad.map(|pair| format!("{} {} on {}", pair.theme, pair.ink, pair.ground)).collect()
    }

    #[test]
    fn the_grounds_are_those_of_the_page() {
        let css = include_str!("../../../assets/styles/page.css");
        for (index, (name, light)) in LIGHT.colours.iter().enumerate() {
            let line = format!("--{name}: light-dark({light}, {});", DARK.colours[index].1);
            assert!(css.contains(&line), "{line}");
        }
    }

    #[test]
    fn usual_brands_pass_and_pale_ones_name_what_fails() {
        for good in ["#3d55d6", "#c2410c", "#0f766e", "#b3261e", "#000000", "#7446b4", "#5f6b00"] {
            assert_eq!(failing(good), Vec::<String>::new(), "{good}");
        }
        for bad in ["#ffcc00", "#ffffff", "#7fd1ae", "#ff8a00"] {
            assert!(failing(bad).contains(&"light on-accent on accent".to_owned()), "{bad}");
        }
    }

    #[test]
    fn whatever_lets_white_be_read_on_it_is_taken_and_something_near_always_is() {
        for step in 0..36 {
            for lightness in [0.0, 0.15, 0.3, 0.45, 0.5, 0.55, 0.6, 0.7, 0.85, 1.0] {
                for chroma in [0.0, 0.06, 0.15, 0.3] {
                    let hue = f64::from(step) * 0.1745;
                    let accent = Lch { lightness, chroma, hue }.rgb();
                    let bad = failing(&accent.to_string());
                    if accent.contrast(WHITE) >= TEXT {
                        assert!(bad.is_empty(), "{accent}: {bad:?}");
                    } else {
                        assert!(!bad.is_empty(), "{accent}");
                    }
                    let near = nearest(accent).to_string();
                    assert!(failing(&near).is_empty(), "{accent} → {near}: {:?}", failing(&near));
                }
            }
        }
    }

    #[test]
    fn the_sheet_names_each_token_for_both_themes() {
        let css = Palette::of(Rgb::parse("#0f766e").unwrap()).css();
        assert!(css.contains("--accent: light-dark(#0f766e, "), "{css}");
        for name in ["accent-hover", "accent-text", "accent-soft", "link", "focus", "selected"] {
            assert!(css.contains(&format!("--{name}: light-dark(#")), "{name}");
        }
    }
}

//! Colours: how they are written, how well one is read on another, and how to make one lighter or
//! duller as the eye sees it (OKLCH, by Björn Ottosson).

use std::fmt;

/// A colour of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rgb(pub(super) [u8; 3]);

/// A colour as the eye sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lch {
    /// Lightness, 0 to 1.
    pub(super) lightness: f64,
    /// How far from grey, 0 to about 0.37.
    pub(super) chroma: f64,
    /// The angle of the hue, in radians.
    pub(super) hue: f64,
}

impl Rgb {
    /// Reads `#rrggbb`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let [_, red, green, blue] = number.to_be_bytes();
        Some(Self([red, green, blue]))
    }

    /// The relative luminance of WCAG 2: 0 for black, 1 for white.
    pub(super) fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast of WCAG 2 between two colours: 1 to 21.
    pub(super) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    #[expect(clippy::many_single_char_names, reason = "they are called so where they come from")]
    pub(super) fn lch(self) -> Lch {
        let [r, g, b] = self.0.map(linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        let lightness = 0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s;
        let one = 1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s;
        let two = 0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s;
        Lch { lightness, chroma: one.hypot(two), hue: two.atan2(one) }
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Lch {
    /// The nearest colour the screen can show: duller, where it cannot show one so strong.
    pub(super) fn rgb(self) -> Rgb {
        let mut chroma = self.chroma;
        loop {
            let parts = Self { chroma, ..self }.linear_parts();
            let fits = parts.iter().all(|part| (-0.000_5..=1.000_5).contains(part));
            if fits || chroma < 0.001 {
                return Rgb(parts.map(from_linear));
            }
            chroma *= 0.96;
        }
    }

    fn linear_parts(self) -> [f64; 3] {
        let (one, two) = (self.chroma * self.hue.cos(), self.chroma * self.hue.sin());
        let l = (self.lightness + 0.396_337_777_4 * one + 0.215_803_757_3 * two).powi(3);
        let m = (self.lightness - 0.105_561_345_8 * one - 0.063_854_172_8 * two).powi(3);
        let s = (self.lightness - 0.089_484_177_5 * one - 1.291_485_548_0 * two).powi(3);
        [
            4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
            -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
            -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
        ]
    }
}

/// The light of one part of a colour.
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is rounded and between 0 and 255"
)]
fn from_linear(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let part =
        if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (part * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(text: &str) -> Rgb {
        Rgb::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_what_others_measure() {
        for (one, two, expected) in [
            ("#000000", "#ffffff", 21.0),
            ("#ffffff", "#ffffff", 1.0),
            ("#767676", "#ffffff", 4.54),
            ("#777777", "#ffffff", 4.48),
            ("#ff0000", "#ffffff", 4.00),
            ("#0000ff", "#ffffff", 8.59),
            ("#3d55d6", "#ffffff", 6.10),
            ("#1b1b21", "#dfe4fc", 13.56),
            ("#a3b1ff", "#17181d", 8.68),
        ] {
            let found = rgb(one).contrast(rgb(two));
            assert!((found - expected).abs() < 0.05, "{one} on {two}: {found}");
            assert!((found - rgb(two).contrast(rgb(one))).abs() < 1e-9);
        }
    }

    #[test]
    fn a_colour_comes_back_from_how_the_eye_sees_it() {
        for text in ["#000000", "#ffffff", "#3d55d6", "#c2410c", "#0f766e", "#ffcc00", "#7f7f7f"] {
            assert_eq!(rgb(text).lch().rgb().to_string(), text);
        }
        let red = rgb("#ff0000").lch();
        assert!((red.lightness - 0.628).abs() < 0.001 && (red.chroma - 0.2577).abs() < 0.001);
    }

    #[test]
    fn what_no_screen_can_show_becomes_duller_and_keeps_its_hue() {
        let strong = Lch { lightness: 0.9, chroma: 0.4, hue: 4.7 };
        let shown = strong.rgb().lch();
        assert!(shown.chroma < 0.2 && (shown.lightness - 0.9).abs() < 0.02);
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        for bad in ["", "#", "3d55d6", "#3d55d", "#3d55d66", "#3d55dg", "#+d55d6", "red"] {
            assert!(Rgb::parse(bad).is_none(), "{bad}");
        }
        assert_eq!(rgb("#ABCDEF").to_string(), "#abcdef");
    }
}

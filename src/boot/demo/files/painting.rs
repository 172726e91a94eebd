//! Pictures for the demo, painted here: nothing of anybody else's is in them.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::base::{Error, Result};

type Colour = [u8; 3];

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 800;

/// When mountains are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hour {
    Morning,
    Evening,
    Night,
}

/// Sky above, sky below, the sun or the moon, and the mountains from far to near.
struct Light {
    above: [f32; 3],
    below: [f32; 3],
    disc: [f32; 3],
    /// Where it stands, in parts of the picture, and how large it is.
    place: (f32, f32, f32),
    far: [f32; 3],
    near: [f32; 3],
}

fn light(hour: Hour) -> Light {
    match hour {
        Hour::Morning => Light {
            above: [92.0, 158.0, 214.0],
            below: [244.0, 231.0, 208.0],
            disc: [255.0, 250.0, 232.0],
            place: (0.74, 0.30, 46.0),
            far: [150.0, 181.0, 204.0],
            near: [32.0, 74.0, 78.0],
        },
        Hour::Evening => Light {
            above: [66.0, 62.0, 120.0],
            below: [250.0, 158.0, 88.0],
            disc: [255.0, 226.0, 150.0],
            place: (0.40, 0.56, 74.0),
            far: [196.0, 106.0, 96.0],
            near: [44.0, 28.0, 58.0],
        },
        Hour::Night => Light {
            above: [8.0, 14.0, 36.0],
            below: [44.0, 62.0, 104.0],
            disc: [236.0, 238.0, 224.0],
            place: (0.22, 0.22, 40.0),
            far: [34.0, 48.0, 82.0],
            near: [6.0, 10.0, 22.0],
        },
    }
}

fn mix(one: [f32; 3], other: [f32; 3], share: f32) -> [f32; 3] {
    let share = share.clamp(0.0, 1.0);
    std::array::from_fn(|part| one[part] + (other[part] - one[part]) * share)
}

fn pixel(colour: [f32; 3]) -> Rgb<u8> {
    Rgb(colour.map(|part| part.clamp(0.0, 255.0) as u8))
}

/// How high a ridge stands at `x`, in pixels from above.
fn ridge(number: u32, x: f32) -> f32 {
    let (number, x) = (number as f32, x / WIDTH as f32);
    let waves = (x * (5.0 + number * 1.7) + number * 2.1).sin() * 0.5
        + (x * (13.0 + number * 3.1) + number).sin() * 0.22
        + (x * (41.0 + number * 5.0)).sin() * 0.05;
    HEIGHT as f32 * (0.52 + number * 0.11 - waves * 0.13)
}

/// Mountains at an hour, as a photograph.
pub(super) fn mountains(hour: Hour) -> Result<Vec<u8>> {
    const RIDGES: u32 = 4;
    let light = light(hour);
    let mut picture = RgbImage::new(WIDTH, HEIGHT);
    for x in 0..WIDTH {
        let ridges: [f32; RIDGES as usize] =
            std::array::from_fn(|number| ridge(number as u32, x as f32));
        for y in 0..HEIGHT {
            let nearest = (0..RIDGES).rev().find(|number| ridges[*number as usize] <= y as f32);
            let colour = match nearest {
                Some(number) => mix(light.far, light.near, number as f32 / (RIDGES - 1) as f32),
                None => sky(&light, x as f32, y as f32),
            };
            picture.put_pixel(x, y, pixel(colour));
        }
    }
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 86).encode_image(&picture).map_err(spoilt)?;
    Ok(bytes)
}

fn sky(light: &Light, x: f32, y: f32) -> [f32; 3] {
    let air = mix(light.above, light.below, y / (HEIGHT as f32 * 0.62));
    let (left, top, size) = light.place;
    let distance = (x - left * WIDTH as f32).hypot(y - top * HEIGHT as f32);
    if distance < size {
        return light.disc;
    }
    // What glows around it.
    mix(air, light.disc, 0.5 * (-(distance - size) / (size * 1.6)).exp())
}

/// A board as a designer draws one, as a screen shot.
pub(super) fn board(dark: bool) -> Result<Vec<u8>> {
    const LABELS: [Colour; 5] =
        [[59, 130, 246], [34, 160, 107], [226, 160, 63], [209, 73, 91], [143, 91, 214]];
    const DARK: [Colour; 6] =
        [[22, 25, 31], [29, 33, 41], [32, 37, 46], [43, 49, 60], [61, 69, 82], [174, 183, 196]];
    const LIGHT: [Colour; 6] = [
        [246, 247, 249],
        [255, 255, 255],
        [236, 238, 242],
        [255, 255, 255],
        [217, 221, 228],
        [91, 100, 114],
    ];
    let [ground, bar, column, card, line, ink] = if dark { DARK } else { LIGHT };
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb(ground));
    let mut paint = |x: u32, y: u32, width: u32, height: u32, colour: Colour| {
        for across in x..(x + width).min(WIDTH) {
            for down in y..(y + height).min(HEIGHT) {
                picture.put_pixel(across, down, Rgb(colour));
            }
        }
    };
    paint(0, 0, WIDTH, 56, bar);
    paint(24, 20, 160, 16, ink);
    paint(WIDTH - 136, 14, 112, 28, LABELS[0]);
    paint(0, 56, 72, HEIGHT - 56, bar);
    for place in 0..6 {
        paint(24, 84 + place * 52, 24, 24, if place == 1 { LABELS[0] } else { line });
    }
    for (number, cards) in [5_u32, 3, 4, 2].into_iter().enumerate() {
        let number = number as u32;
        let left = 96 + number * 294;
        paint(left, 80, 278, HEIGHT - 104, column);
        paint(left + 16, 98, 90 + number * 18, 12, ink);
        for place in 0..cards {
            let top = 128 + place * 122;
            paint(left + 12, top, 254, 108, card);
            let label = LABELS[((number * 3 + place * 2) % 5) as usize];
            paint(left + 28, top + 16, 44, 8, label);
            paint(left + 28, top + 36, 150 + (place * 37 + number * 23) % 70, 10, ink);
            paint(left + 28, top + 56, 90 + (place * 53 + number * 31) % 90, 10, line);
            paint(left + 226, top + 74, 22, 22, label);
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    let picture = DynamicImage::ImageRgb8(picture);
    picture.write_to(&mut bytes, ImageFormat::Png).map_err(spoilt)?;
    Ok(bytes.into_inner())
}

fn spoilt(error: image::ImageError) -> Error {
    Error::Internal(Box::new(error))
}

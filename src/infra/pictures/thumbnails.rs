//! Small pictures of large ones, as lossy WebP: a tenth of the bytes of the lossless kind.
//!
//! AVIF and HEIF get none: no decoder of them is written in Rust alone and kept well, and one in C would read
//! what strangers send. Browsers show AVIF as it is.

use bytes::Bytes;
use image::DynamicImage;
use image::imageops::FilterType;

use super::{check_dimensions, decode, unreadable};
use crate::base::{Error, Result};

/// The longest side of a small one, in pixels: a tile in a list, a picture in a message.
const SMALL: u32 = 320;
/// The longest side of a large one: a whole screen.
const LARGE: u32 = 1280;
/// Of a hundred.
const QUALITY: f32 = 80.0;

/// The small pictures of a picture. Of one that moves they show the first frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thumbnails {
    /// At most 320 pixels wide and high.
    pub small: Bytes,
    /// At most 1280 pixels wide and high.
    pub large: Bytes,
    /// How wide the picture itself is, upright.
    pub width: u32,
    /// How high the picture itself is, upright.
    pub height: u32,
}

/// Makes them of a file.
pub(super) fn make(file: &[u8]) -> Result<Thumbnails> {
    let format = image::guess_format(file).map_err(unreadable)?;
    check_dimensions(file, format)?;
    let picture = decode(file, format)?;
    let (width, height) = (picture.width(), picture.height());
    let large = plain(shrink(picture, LARGE));
    let small = shrink(large.clone(), SMALL);
    Ok(Thumbnails { small: encode(&small)?, large: encode(&large)?, width, height })
}

/// The picture with its sides at most so long. One that is far larger is halved roughly at first: the
/// difference is not seen, and fifty million pixels take half a second less.
fn shrink(picture: DynamicImage, side: u32) -> DynamicImage {
    let longest = picture.width().max(picture.height());
    if longest <= side {
        return picture;
    }
    let near = if longest > side * 4 { picture.thumbnail(side * 2, side * 2) } else { picture };
    near.resize(side, side, FilterType::Lanczos3)
}

/// Eight bits and, if it has any, its transparency.
fn plain(picture: DynamicImage) -> DynamicImage {
    if picture.color().has_alpha() {
        DynamicImage::ImageRgba8(picture.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(picture.into_rgb8())
    }
}

fn encode(picture: &DynamicImage) -> Result<Bytes> {
    let (width, height) = (picture.width(), picture.height());
    let encoder = match picture {
        DynamicImage::ImageRgba8(pixels) => webp::Encoder::from_rgba(pixels, width, height),
        DynamicImage::ImageRgb8(pixels) => webp::Encoder::from_rgb(pixels, width, height),
        _ => return Err(Error::internal("a picture has eight bits before it is written")),
    };
    let written = encoder.encode_simple(false, QUALITY);
    let written =
        written.map_err(|fault| Error::internal(format!("WebP was not written: {fault:?}")))?;
    Ok(Bytes::copy_from_slice(&written))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::codecs::gif::GifEncoder;
    use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

    use super::super::tests::turned;
    use super::*;
    use crate::base::codes;

    fn file(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// Like a photo: soft colours with some noise.
    fn photo(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let noise = (x.wrapping_mul(73) ^ y.wrapping_mul(151)) % 9;
            Rgb([(x * 200 / width + noise) as u8, (y * 200 / height + noise) as u8, 90])
        })
    }

    fn open(bytes: &[u8]) -> RgbaImage {
        assert_eq!(image::guess_format(bytes).unwrap(), ImageFormat::WebP);
        image::load_from_memory(bytes).unwrap().to_rgba8()
    }

    #[test]
    fn both_sizes_keep_the_proportions_and_little_of_the_bytes() {
        let original = file(photo(2000, 1000), ImageFormat::Png);
        let made = make(&original).unwrap();
        assert_eq!((made.width, made.height), (2000, 1000));
        assert_eq!(open(&made.small).dimensions(), (320, 160));
        let large = open(&made.large);
        assert_eq!(large.dimensions(), (1280, 640));
        let [red, green, ..] = large.get_pixel(640, 320).0;
        assert!(red.abs_diff(104) < 12 && green.abs_diff(104) < 12, "{red} {green}");
        assert!(made.large.len() < 130_000, "{} bytes", made.large.len());
    }

    #[test]
    fn a_small_picture_is_not_blown_up_and_keeps_its_transparency() {
        let half = |x, _| Rgba([200, 30, 30, if x < 20 { 255 } else { 0 }]);
        let made = make(&file(RgbaImage::from_fn(40, 20, half), ImageFormat::Png)).unwrap();
        assert_eq!(made.small, made.large);
        let small = open(&made.small);
        assert_eq!(small.dimensions(), (40, 20));
        assert_eq!((small.get_pixel(4, 10).0[3], small.get_pixel(36, 10).0[3]), (255, 0));
    }

    #[test]
    fn a_photo_is_upright_and_says_nothing_of_its_making() {
        let jpeg = turned(&file(photo(640, 320), ImageFormat::Jpeg));
        let made = make(&jpeg).unwrap();
        assert_eq!((made.width, made.height), (320, 640));
        assert_eq!(open(&made.large).dimensions(), (320, 640));
        for bytes in [&made.small, &made.large] {
            assert!(!bytes.windows(6).any(|part| part == b"SECRET"));
        }
    }

    #[test]
    fn of_what_moves_the_first_frame_is_shown() {
        let frame = |n: u8| RgbaImage::from_pixel(50, 50, Rgba([200 * (1 - n), 0, 200 * n, 255]));
        let mut gif = Vec::new();
        let mut encoder = GifEncoder::new(&mut gif);
        encoder.encode_frames([frame(0), frame(1)].map(image::Frame::new)).unwrap();
        drop(encoder);
        let [red, _, blue, _] = open(&make(&gif).unwrap().small).get_pixel(25, 25).0;
        assert!(red > 150 && blue < 50, "{red} {blue}");
    }

    #[test]
    fn what_cannot_be_read_has_none() {
        let cut = file(photo(64, 64), ImageFormat::Png);
        for bad in [&b""[..], b"<svg/>", b"RIFF\0\0\0\0WEBPVP8 ", &cut[..cut.len() / 2]] {
            assert_eq!(make(bad).unwrap_err().code(), codes::PICTURE_UNREADABLE);
        }
        let wide = file(RgbImage::new(16_385, 1), ImageFormat::Png);
        assert_eq!(make(&wide).unwrap_err().code(), codes::PICTURE_TOO_LARGE);
    }
}
